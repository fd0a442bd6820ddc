"""What must not stand in a bulletin: military units in none; in a public one, people and phones."""

import re

from django.db.models import F, Value
from django.db.models.fields import TextField
from django.db.models.functions import Length

from common.fields import WRITTEN
from meetings.models import Bulletin
from members.models import Person
from projects.military import names_military

LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—－ ]?\d{7,8}|[48]00[-—－ ]?\d{3}[-—－ ]?\d{4})(?!\d)")
MOST_NAMED = 5


def trouble_of(bulletin: Bulletin) -> list[str]:
    """Why it cannot be issued as it stands, each as a sentence; [] when it can."""
    text = bulletin.text
    if not text.strip():
        return ["三部分都还没有内容。"]
    said = []
    if names_military(bulletin.district_id, text):
        said.append("文字里提到了军警单位（或其代称）。通报会发到门户外，请改写这一句。")
    return said + (_public_trouble(bulletin, text) if bulletin.is_public else [])


def _public_trouble(bulletin: Bulletin, text: str) -> list[str]:
    said = []
    if phones := [found[0] for found in (WRITTEN.search(text), LANDLINE.search(text)) if found]:
        said.append(f"向居民公开的通报不写电话：{'、'.join(phones)}。")
    if names := _people(text):
        said.append(f"向居民公开的通报不写个人姓名：{'、'.join(names)}。")
    inside = [one["text"] for one in bulletin.sources if not one.get("public")]
    if kept := next((one for one in inside if one in text), ""):
        said.append(f"这一句来自内部记录，不能公开，请删去或不向居民公开：{kept}")
    return said


def _people(text: str) -> list[str]:
    """Names of people known to the portal that stand in the text; one query."""
    known = Person.objects.annotate(said=Value(text, TextField()), length=Length("name"))
    found = known.filter(length__gte=2, said__contains=F("name")).values_list("name", flat=True)
    return list(found.order_by("name").distinct()[:MOST_NAMED])
