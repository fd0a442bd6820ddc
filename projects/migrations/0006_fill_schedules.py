from django.db import migrations

from grids.hours import UnreadableHours
from projects.items.schedules import parse_rules

WRITTEN = {"Resource": "opening", "Service": "hours"}
BATCH = 500


def fill(apps, schema_editor):
    """The opening times of the items there are, as far as their text can be read."""
    schedule = apps.get_model("projects", "Schedule")
    for model, field in WRITTEN.items():
        texts = apps.get_model("projects", model).objects.exclude(**{field: ""})
        rows = (
            schedule(**{f"{model.lower()}_id": key}, **rule._asdict())
            for key, text in texts.values_list("pk", field).iterator()
            for rule in _rules(text)
        )
        schedule.objects.bulk_create(rows, batch_size=BATCH)


def _rules(text):
    try:
        return parse_rules(text)
    except UnreadableHours:
        return []


def empty(apps, schema_editor):
    apps.get_model("projects", "Schedule").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_other_category")]

    operations = [migrations.RunPython(fill, empty)]
