import django.db.models.deletion
import grids.models.posts
import uuid
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='WorkYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='年份')),
                ('official', models.BooleanField(default=False, verbose_name='已按国务院办公厅通知')),
                ('source', models.CharField(max_length=200, verbose_name='来源')),
                ('changed_at', models.DateTimeField(verbose_name='更新时间')),
            ],
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tree_id', models.PositiveBigIntegerField(editable=False)),
                ('lft', models.PositiveIntegerField(editable=False)),
                ('rght', models.PositiveIntegerField(editable=False)),
                ('level', models.PositiveIntegerField(editable=False)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('district', '区'), ('street', '街道（乡镇）'), ('community', '社区（村）'), ('grid', '网格'), ('micro', '微网格（楼院）')], max_length=10, verbose_name='层级')),
                ('code', models.CharField(max_length=18, verbose_name='区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('setting', models.CharField(choices=[('urban', '城镇'), ('rural', '农村')], default='urban', max_length=5, verbose_name='城乡')),
                ('boundary', models.CharField(blank=True, max_length=300, verbose_name='范围')),
                ('outline', models.JSONField(blank=True, null=True, verbose_name='轮廓（GeoJSON，WGS 84）')),
                ('valid_from', models.DateField(verbose_name='启用日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('community', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('district', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='grids.area', verbose_name='上级')),
                ('street', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
            ],
            options={
                'verbose_name': '区域',
                'indexes': [models.Index(fields=['district', 'kind'], name='area_district_kind'), models.Index(fields=['street', 'kind'], name='area_street_kind'), models.Index(fields=['community', 'kind'], name='area_community_kind'), models.Index(fields=['tree_id', 'lft'], name='grids_area_tree_id_lft_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('code',), name='area_code_unique_among_current', violation_error_message='该区划代码已被现有区域使用。'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'district'), ('parent', None)), models.Q(models.Q(('kind', 'district'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='area_root_iff_district'), models.CheckConstraint(condition=models.Q(models.Q(('code__length', 6), ('kind', 'district')), models.Q(('code__length', 9), ('kind', 'street')), models.Q(('code__length', 12), ('kind', 'community')), models.Q(('code__length', 15), ('kind', 'grid')), models.Q(('code__length', 18), ('kind', 'micro')), _connector='OR'), name='area_code_length_fits_kind'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='area_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='AreaFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='统计日期')),
                ('source', models.CharField(max_length=120, verbose_name='来源')),
                ('households', models.PositiveIntegerField(blank=True, null=True, verbose_name='户数')),
                ('registered', models.PositiveIntegerField(blank=True, null=True, verbose_name='户籍人口')),
                ('transient', models.PositiveIntegerField(blank=True, null=True, verbose_name='暂住人口')),
                ('square_km', models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True, verbose_name='面积（平方公里）')),
                ('military_units', models.PositiveIntegerField(blank=True, null=True, verbose_name='军警单位数')),
                ('large_state_firms', models.PositiveIntegerField(blank=True, null=True, verbose_name='大型央企国企数')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='grids.area', verbose_name='区域')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('area', 'on', 'source'), name='areafigures_one_a_day_and_source'), models.CheckConstraint(condition=models.Q(('square_km', None), ('square_km__gt', Decimal('0')), _connector='OR'), name='areafigures_ground_positive')],
            },
        ),
        migrations.CreateModel(
            name='AreaHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('code', models.CharField(max_length=18, verbose_name='区划代码')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(verbose_name='至（不含）')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='grids.area')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
            ],
            options={
                'ordering': ['-since'],
                'constraints': [models.UniqueConstraint(fields=('area', 'since'), name='areahistory_one_version_a_day'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='areahistory_until_after_since')],
            },
        ),
        migrations.CreateModel(
            name='AreaSuccessor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='grids.area')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='grids.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('area', 'successor'), name='areasuccessor_once'), models.CheckConstraint(condition=models.Q(('area', models.F('successor')), _negated=True), name='areasuccessor_not_itself')],
            },
        ),
        migrations.CreateModel(
            name='GridPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('head', '网格长'), ('full_time', '专职网格员'), ('part_time', '兼职网格员'), ('all_round', '全科网格员'), ('guide', '网格指导员')], max_length=10, verbose_name='岗位')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('stand_in', models.CharField(blank=True, max_length=40, verbose_name='替岗人')),
                ('duty_phone', models.CharField(max_length=20, validators=[grids.models.posts.check_duty_phone], verbose_name='值班电话')),
                ('availability', models.CharField(blank=True, max_length=60, verbose_name='服务时间')),
                ('consent_on', models.DateField(blank=True, null=True, verbose_name='同意公开日期')),
                ('since', models.DateField(verbose_name='任职自')),
                ('until', models.DateField(blank=True, null=True, verbose_name='任职至（不含）')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='grids.area', verbose_name='区域')),
            ],
            options={
                'ordering': ['role', 'since', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('role', 'head'), ('until', None)), fields=('area',), name='gridpost_one_head_at_a_time', violation_error_message='该网格已有网格长，请先结束其任职。'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('area', 'role', 'name'), name='gridpost_once', violation_error_message='该人员已在此岗位任职。'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='gridpost_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='PartyFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(choices=[('local', '街道、社区（村）'), ('other', '军警企')], max_length=5, verbose_name='系统')),
                ('committees', models.PositiveIntegerField(verbose_name='党委（党总支）')),
                ('branches', models.PositiveIntegerField(verbose_name='党支部')),
                ('members', models.PositiveIntegerField(verbose_name='党员')),
                ('figures', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='party', to='grids.areafigures')),
            ],
            options={
                'ordering': ['system'],
                'constraints': [models.UniqueConstraint(fields=('figures', 'system'), name='partyfigures_one_a_system')],
            },
        ),
        migrations.CreateModel(
            name='WorkDay',
            fields=[
                ('date', models.DateField(primary_key=True, serialize=False, verbose_name='日期')),
                ('is_workday', models.BooleanField(verbose_name='上班')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='grids.workyear')),
            ],
            options={
                'ordering': ['date'],
            },
        ),
    ]
