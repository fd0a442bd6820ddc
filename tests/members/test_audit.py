"""What the audit trail follows, and what never enters it."""

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps

from alliance.audited import FOLLOWED
from common.fields import EncryptedTextField

ROOMS = ("grids", "members", "projects", "meetings")
# Written by importers and jobs alone, or a table of facts with its source in every row.
# The action that writes transfers names them in the row of the area that ended.
# Slots follow their booking, suggestions come from a job, a photo its request.
NOT_FOLLOWED = {
    "grids.AreaTransfer",
    "grids.WorkDay",
    "projects.Match",
    "projects.RequestPhoto",
    "projects.Slot",
}


def test_every_record_of_the_rooms_is_followed():
    models = {
        model._meta.label for room in ROOMS for model in apps.get_app_config(room).get_models()
    }
    assert models - NOT_FOLLOWED == set(FOLLOWED)
    for label in FOLLOWED:
        assert auditlog.contains(apps.get_model(label))


def test_no_secret_is_followed():
    secrets = {"password", "phone_index", "tail_index", "token_hash"}
    for label, left_out in FOLLOWED.items():
        fields = apps.get_model(label)._meta.concrete_fields
        encrypted = {field.name for field in fields if isinstance(field, EncryptedTextField)}
        held = encrypted | (secrets & {field.name for field in fields})
        assert held <= set(left_out), label


def test_a_plain_save_is_noted_with_who_did_it(client, district_user, street_user):
    street_user.name = "周敏敏"
    LogEntry.objects.all().delete()
    street_user.save()
    assert LogEntry.objects.get().changes == {"name": ["周敏", "周敏敏"]}
    street_user.set_password("another-long-pass")
    street_user.save()
    assert LogEntry.objects.count() == 1
