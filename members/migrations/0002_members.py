import common.fields
import django.db.models.deletion
import members.credit_code
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('grids', '0001_initial'),
        ('members', '0001_user'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alliance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('regional', '区域型'), ('functional', '功能型'), ('chain', '链条型')], default='regional', max_length=10, verbose_name='类型')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('founded_on', models.DateField(verbose_name='成立日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='所属区域')),
                ('community', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('district', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('street', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
            ],
            options={
                'verbose_name': '联合体',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None), ('kind', 'regional')), fields=('area',), name='alliance_one_regional_an_area', violation_error_message='该区域已有区域型联合体。'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('founded_on')), _connector='OR'), name='alliance_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='MemberUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='单位名称')),
                ('alias', models.CharField(blank=True, max_length=60, verbose_name='代称')),
                ('type', models.CharField(choices=[('local', '地方党组织'), ('public', '机关事业单位'), ('state', '国有企业'), ('military', '军警单位'), ('private', '非公企业'), ('school', '学校'), ('social', '社会组织'), ('new', '新业态')], max_length=10, verbose_name='类型')),
                ('credit_code', models.CharField(blank=True, max_length=18, validators=[members.credit_code.check_credit_code], verbose_name='统一社会信用代码')),
                ('industry', models.CharField(blank=True, max_length=40, verbose_name='行业')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('joined_on', models.DateField(verbose_name='加入日期')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='退出日期')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='所属区域')),
                ('community', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('district', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('street', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
            ],
            options={
                'verbose_name': '成员单位',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['district', 'type'], name='unit_district_type'), models.Index(fields=['street', 'type'], name='unit_street_type'), models.Index(fields=['community', 'type'], name='unit_community_type')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('credit_code', ''), _negated=True), ('left_on', None)), fields=('credit_code',), name='memberunit_credit_code_once', violation_error_message='该统一社会信用代码已登记。'), models.UniqueConstraint(condition=models.Q(('left_on', None)), fields=('area', 'name'), name='memberunit_name_once_in_area', violation_error_message='该区域已登记同名单位。'), models.CheckConstraint(condition=models.Q(models.Q(('type', 'military'), _negated=True), models.Q(('alias', ''), _negated=True), _connector='OR'), name='memberunit_military_has_alias', violation_error_message='军警单位必须填写代称。'), models.CheckConstraint(condition=models.Q(('left_on', None), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='memberunit_left_after_joined', violation_error_message='退出日期不能早于加入日期。')],
            },
        ),
        migrations.CreateModel(
            name='AllianceMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='加入日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='退出日期（不含）')),
                ('alliance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='members.alliance')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='members.memberunit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('alliance', 'unit'), name='membership_one_at_a_time'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='membership_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('phone', common.fields.EncryptedTextField(blank=True, default='', verbose_name='手机')),
                ('phone_index', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '人员',
                'constraints': [models.UniqueConstraint(condition=models.Q(('phone_index', ''), _negated=True), fields=('phone_index',), name='person_phone_once', violation_error_message='该手机号已登记给其他人员。')],
            },
        ),
        migrations.CreateModel(
            name='Liaison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='任职自')),
                ('until', models.DateField(blank=True, null=True, verbose_name='任职至（不含）')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liaisons', to='members.memberunit', verbose_name='成员单位')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liaisons', to='members.person', verbose_name='联络员')),
            ],
            options={
                'verbose_name': '联络员',
                'ordering': ['-since', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('unit',), name='liaison_one_current_a_unit', violation_error_message='该单位已有现任联络员。'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='liaison_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('district', '区级管理员'), ('street', '街道工作人员'), ('community', '社区工作人员'), ('grid', '网格员'), ('tutor', '党建辅导员'), ('auditor', '审计员')], max_length=10, verbose_name='角色')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(blank=True, null=True, verbose_name='至（不含）')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='grids.area', verbose_name='区域')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '任职',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('user', 'role', 'area'), name='posting_once_at_a_time', violation_error_message='该账号在此区域已有同一角色。'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='posting_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='SignInLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
                ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='最近使用')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_in_links', to='members.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('person',), name='signinlink_one_unrevoked_a_person'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='signinlink_expires_after_made')],
            },
        ),
    ]
