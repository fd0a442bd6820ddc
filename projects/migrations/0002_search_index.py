from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations

MODELS = ["resource", "service", "demand"]


def index(name):
    # Not in Meta.indexes: SQLite has no such index and searches without one.
    return GinIndex(SearchVector("search_text", config="simple"), name=f"{name}_search")


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in MODELS:
            schema_editor.add_index(apps.get_model("projects", name), index(name))


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in MODELS:
            schema_editor.remove_index(apps.get_model("projects", name), index(name))


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
