from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0002_undo_imports"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="importbatch",
            options={"verbose_name": "导入批次"},
        ),
    ]
