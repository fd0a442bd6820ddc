import grids.models.posts
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('grids', '0001_initial'),
        ('members', '0002_members'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tree_id', models.PositiveBigIntegerField(editable=False)),
                ('lft', models.PositiveIntegerField(editable=False)),
                ('rght', models.PositiveIntegerField(editable=False)),
                ('level', models.PositiveIntegerField(editable=False)),
                ('code', models.SlugField(max_length=30, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=20, verbose_name='名称')),
                ('icon', models.CharField(blank=True, max_length=20, verbose_name='图标')),
                ('sort', models.PositiveSmallIntegerField(default=0, verbose_name='顺序')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='projects.category', verbose_name='上级')),
            ],
            options={
                'verbose_name': '类别',
            },
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=60, verbose_name='名称')),
                ('description', models.TextField(blank=True, max_length=1000, verbose_name='说明')),
                ('contact', models.CharField(max_length=60, verbose_name='联系岗位')),
                ('phone', models.CharField(max_length=20, validators=[grids.models.posts.check_duty_phone], verbose_name='联系电话')),
                ('is_public', models.BooleanField(default=False, verbose_name='向居民公开')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('submitted', '待审核'), ('published', '已发布'), ('returned', '退回修改'), ('lapsed', '待确认'), ('withdrawn', '已撤下')], default='draft', max_length=10, verbose_name='状态')),
                ('last_confirmed', models.DateField(blank=True, null=True, verbose_name='最近确认')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='有效至')),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('return_note', models.CharField(blank=True, max_length=200, verbose_name='退回说明')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('urgency', models.CharField(choices=[('normal', '一般'), ('soon', '较急'), ('urgent', '紧急')], default='normal', max_length=6, verbose_name='紧急程度')),
                ('wished_on', models.DateField(blank=True, null=True, verbose_name='希望解决日期')),
                ('quantity', models.CharField(blank=True, max_length=30, verbose_name='数量')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='所属区域')),
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.category', verbose_name='类别')),
                ('community', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('street', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='members.memberunit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '需求意向',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=60, verbose_name='名称')),
                ('description', models.TextField(blank=True, max_length=1000, verbose_name='说明')),
                ('contact', models.CharField(max_length=60, verbose_name='联系岗位')),
                ('phone', models.CharField(max_length=20, validators=[grids.models.posts.check_duty_phone], verbose_name='联系电话')),
                ('is_public', models.BooleanField(default=False, verbose_name='向居民公开')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('submitted', '待审核'), ('published', '已发布'), ('returned', '退回修改'), ('lapsed', '待确认'), ('withdrawn', '已撤下')], default='draft', max_length=10, verbose_name='状态')),
                ('last_confirmed', models.DateField(blank=True, null=True, verbose_name='最近确认')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='有效至')),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('return_note', models.CharField(blank=True, max_length=200, verbose_name='退回说明')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('form', models.CharField(choices=[('venue', '场地'), ('equipment', '设备'), ('talent', '人才'), ('funds', '资金'), ('information', '信息'), ('other', '其他')], max_length=12, verbose_name='资源形式')),
                ('quantity', models.CharField(blank=True, max_length=30, verbose_name='数量')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='可容纳人数')),
                ('opening', models.CharField(blank=True, max_length=100, verbose_name='开放时间')),
                ('conditions', models.CharField(blank=True, max_length=200, verbose_name='使用条件')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='所属区域')),
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.category', verbose_name='类别')),
                ('community', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('street', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='members.memberunit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '共享资源',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=60, verbose_name='名称')),
                ('description', models.TextField(blank=True, max_length=1000, verbose_name='说明')),
                ('contact', models.CharField(max_length=60, verbose_name='联系岗位')),
                ('phone', models.CharField(max_length=20, validators=[grids.models.posts.check_duty_phone], verbose_name='联系电话')),
                ('is_public', models.BooleanField(default=False, verbose_name='向居民公开')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('submitted', '待审核'), ('published', '已发布'), ('returned', '退回修改'), ('lapsed', '待确认'), ('withdrawn', '已撤下')], default='draft', max_length=10, verbose_name='状态')),
                ('last_confirmed', models.DateField(blank=True, null=True, verbose_name='最近确认')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='有效至')),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('return_note', models.CharField(blank=True, max_length=200, verbose_name='退回说明')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('audience', models.CharField(max_length=60, verbose_name='服务对象')),
                ('place', models.CharField(max_length=100, verbose_name='地点')),
                ('hours', models.CharField(max_length=100, verbose_name='服务时间')),
                ('quota', models.CharField(blank=True, max_length=30, verbose_name='名额')),
                ('booking', models.CharField(blank=True, max_length=100, verbose_name='预约方式')),
                ('bring', models.CharField(blank=True, max_length=100, verbose_name='需带材料')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area', verbose_name='所属区域')),
                ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.category', verbose_name='类别')),
                ('community', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('street', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='members.memberunit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '服务项目',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=20, verbose_name='同义词')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='synonyms', to='projects.category')),
            ],
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('parent', 'name'), name='category_name_among_siblings'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('name',), name='category_name_among_roots'),
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['community', 'category', '-id'], name='demand_community'),
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['street', 'category', '-id'], name='demand_street'),
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['district', 'category', '-id'], name='demand_district'),
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(condition=models.Q(('is_public', True), ('status', 'published')), fields=['-last_confirmed', '-id'], name='demand_newest'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('last_confirmed')), _connector='OR'), name='demand_valid_after_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['published', 'lapsed']), _negated=True), models.Q(('last_confirmed__isnull', False), ('published_at__isnull', False), ('reviewed_by__isnull', False), ('valid_until__isnull', False)), _connector='OR'), name='demand_published_was_reviewed'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'returned'), _negated=True), models.Q(('return_note', ''), _negated=True), _connector='OR'), name='demand_returned_says_why'),
        ),
        migrations.AddConstraint(
            model_name='demand',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'submitted'), _negated=True), ('submitted_at__isnull', False), _connector='OR'), name='demand_submitted_has_time'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['community', 'category', '-id'], name='resource_community'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['street', 'category', '-id'], name='resource_street'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['district', 'category', '-id'], name='resource_district'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(condition=models.Q(('is_public', True), ('status', 'published')), fields=['-last_confirmed', '-id'], name='resource_newest'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('last_confirmed')), _connector='OR'), name='resource_valid_after_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['published', 'lapsed']), _negated=True), models.Q(('last_confirmed__isnull', False), ('published_at__isnull', False), ('reviewed_by__isnull', False), ('valid_until__isnull', False)), _connector='OR'), name='resource_published_was_reviewed'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'returned'), _negated=True), models.Q(('return_note', ''), _negated=True), _connector='OR'), name='resource_returned_says_why'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'submitted'), _negated=True), ('submitted_at__isnull', False), _connector='OR'), name='resource_submitted_has_time'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['community', 'category', '-id'], name='service_community'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['street', 'category', '-id'], name='service_street'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['district', 'category', '-id'], name='service_district'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('is_public', True), ('status', 'published')), fields=['-last_confirmed', '-id'], name='service_newest'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('last_confirmed')), _connector='OR'), name='service_valid_after_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['published', 'lapsed']), _negated=True), models.Q(('last_confirmed__isnull', False), ('published_at__isnull', False), ('reviewed_by__isnull', False), ('valid_until__isnull', False)), _connector='OR'), name='service_published_was_reviewed'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'returned'), _negated=True), models.Q(('return_note', ''), _negated=True), _connector='OR'), name='service_returned_says_why'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'submitted'), _negated=True), ('submitted_at__isnull', False), _connector='OR'), name='service_submitted_has_time'),
        ),
        migrations.AddConstraint(
            model_name='synonym',
            constraint=models.UniqueConstraint(fields=('category', 'word'), name='synonym_once'),
        ),
    ]
