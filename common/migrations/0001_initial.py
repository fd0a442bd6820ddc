import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True)),
                ("at", models.DateTimeField(verbose_name="as of")),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("outcome", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=30, verbose_name="登记册")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("content", models.BinaryField(verbose_name="文件（已加密）")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("status", models.CharField(choices=[("checked", "待写入"), ("written", "已写入")], default="checked", max_length=10, verbose_name="状态")),
                ("written_at", models.DateTimeField(blank=True, null=True, verbose_name="写入时间")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("created", models.PositiveIntegerField(default=0, verbose_name="新增")),
                ("updated", models.PositiveIntegerField(default=0, verbose_name="更新")),
                ("uploaded_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="上传人")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status", "checked"), ("written_at", None))
                        | models.Q(("status", "written"), ("written_at__isnull", False)),
                        name="importbatch_written_has_time",
                    )
                ],
            },
        ),
    ]
