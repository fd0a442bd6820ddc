from django.db import migrations

from projects.seeds import CATEGORIES, seed_categories


def plant(apps, schema_editor):
    seed_categories(apps.get_model("projects", "Category"), apps.get_model("projects", "Synonym"))


def uproot(apps, schema_editor):
    # Children first; a category that an item uses, or that staff added, refuses to go.
    category = apps.get_model("projects", "Category")
    below = [child[0] for top in CATEGORIES for child in top[3]]
    category.objects.filter(code__in=below).delete()
    category.objects.filter(code__in=[top[0] for top in CATEGORIES]).delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_search_index")]

    operations = [migrations.RunPython(plant, uproot)]
