"""A category for what residents ask for and no service fits, where the first ones were planted."""

from django.db import migrations

from projects.seeds import CATEGORIES, OTHER, plant


def add(apps, schema_editor):
    category = apps.get_model("projects", "Category")
    synonym = apps.get_model("projects", "Synonym")
    if category.objects.exists() and not category.objects.filter(code=OTHER).exists():
        plant(category, synonym, [row for row in CATEGORIES if row[0] == OTHER], len(CATEGORIES))


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_part_three")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
