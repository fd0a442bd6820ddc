"""Fill Person.tail_index, by which a number is found from its last four digits."""

from django.db import migrations

from common.fields import blind_index

CHUNK = 500
TAIL = 4


def fill(apps, schema_editor):
    """Decrypt the phones chunk by chunk; whoever has no phone gets no fingerprint."""
    people = apps.get_model("members", "Person").objects.using(schema_editor.connection.alias)
    last = 0
    while rows := list(people.filter(pk__gt=last).order_by("pk").only("pk", "phone")[:CHUNK]):
        last = rows[-1].pk
        with_phone = [row for row in rows if row.phone]
        for row in with_phone:
            row.tail_index = blind_index(row.phone[-TAIL:])
        people.bulk_update(with_phone, ["tail_index"])


def clear(apps, schema_editor):
    people = apps.get_model("members", "Person").objects.using(schema_editor.connection.alias)
    people.update(tail_index="")


class Migration(migrations.Migration):
    dependencies = [("members", "0003_organizations")]

    operations = [migrations.RunPython(fill, clear)]
