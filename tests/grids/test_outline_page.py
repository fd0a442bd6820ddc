"""/w/areas/<street>/outlines/: upload, check, write, download, delete."""

import json
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.fields import decrypt
from common.lifecycle import IllegalMove
from common.models import ImportBatch
from grids.actions import outlines as actions
from grids.models import Area, AreaOutline
from grids.outlines.position import locate
from tests.conftest import START, at
from tests.grids.test_constraints import refused
from tests.grids.test_map import communities, outline
from tests.grids.test_outline_check import OPEN, feature, polygon, upload

NOW = at("2026-11-10")


def page(street, name="outlines", *more):
    return reverse(f"grids:{name}", args=[street.uuid, *more])


def file_of(data: bytes, name: str = "轮廓.geojson"):
    return {"file": SimpleUploadedFile(name, data, "application/geo+json")}


@pytest.fixture
def good(community, grid) -> bytes:
    inner = polygon((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
    return upload(feature(name="海青"), feature(inner, code=grid.code))


@pytest.fixture
def batch(good, street_user) -> ImportBatch:
    return actions.receive(good, "轮廓.geojson", by=street_user, now=NOW)


def test_from_the_upload_to_the_map(client, street, community, grid, good, street_user):
    client.force_login(street_user)
    html = client.get(page(street)).content.decode()
    assert "3 个区域，0 个有轮廓" in html
    assert '<svg class="map"' not in html

    answer = client.post(page(street), file_of(good))
    found = ImportBatch.objects.get()
    assert (found.kind, found.file_name, found.rows) == ("outlines", "轮廓.geojson", 2)
    assert decrypt(bytes(found.content)) == good
    assert answer["Location"] == page(street, "outlines_check", found.uuid)
    html = client.get(answer["Location"]).content.decode()
    assert "写入后将新增 2 个轮廓，替换 0 个，0 个没有变化。" in html
    assert html.count('<svg class="map"') == 2
    assert "还没有轮廓的 1 个区域" in html
    assert AreaOutline.objects.count() == 0

    answer = client.post(
        page(street, "outlines_write", found.uuid), {"source": "网格划分图"}, follow=True
    )
    assert answer.redirect_chain == [(page(street), 302)]
    html = answer.content.decode()
    assert "已写入轮廓：新增 2 个，替换 0 个，0 个没有变化。" in html
    assert "3 个区域，2 个有轮廓" in html
    assert "网格划分图" in html
    assert html.count('<svg class="map"') == 2
    row = AreaOutline.objects.get(area=community)
    assert (row.west, row.south, row.east, row.north) == (121.7, 39.03, 121.71, 39.04)
    assert row.source == "网格划分图"
    assert locate(121.705, 39.035).candidates == [grid]
    found.refresh_from_db()
    assert (found.status, found.created, found.updated, bytes(found.content)) == (
        "written",
        2,
        0,
        b"",
    )


def test_one_row_in_the_trail(street, community, grid, batch, street_user):
    actions.write(batch, street, source="图", by=street_user, now=NOW)
    *_, moved, entry = LogEntry.objects.order_by("pk")

    assert moved.additional_data["verb"] == "move"
    assert entry.additional_data == {"verb": "outline", "reason": "图"}
    assert entry.changes == {"outlined": ["", f"{community.code} {grid.code}"]}
    assert (entry.actor, entry.object_pk) == (street_user, str(street.pk))


def test_problems_are_listed_and_nothing_is_written(client, street, community, street_user):
    data = upload(feature(OPEN, name="海青"), feature(name="没有的"))
    kept = actions.receive(data, "x.json", by=street_user, now=NOW)
    client.force_login(street_user)
    html = client.get(page(street, "outlines_check", kept.uuid)).content.decode()

    for words in ("有 2 个问题", "轮廓没有闭合：起点", "本街道没有叫“没有的”的社区或网格"):
        assert words in html
    assert "写入 " not in html
    answer = client.post(page(street, "outlines_write", kept.uuid), follow=True)
    assert "现在检查发现了问题，没有写入任何轮廓。" in answer.content.decode()
    assert AreaOutline.objects.count() == 0
    kept.refresh_from_db()
    assert kept.status == "checked"


def test_hints_do_not_keep_from_writing(client, street, community, grid, street_user):
    outside = polygon((5, 0), (6, 0), (6, 1), (5, 1))
    data = upload(feature(name="海青"), feature(outside, code=grid.code))
    kept = actions.receive(data, "x.json", by=street_user, now=NOW)
    client.force_login(street_user)
    html = client.get(page(street, "outlines_check", kept.uuid)).content.decode()

    assert "有 100 % 在海青社区的轮廓之外" in html
    assert "写入 2 个轮廓" in html


def test_replaced_outlines_are_counted_and_the_rest_stays(
    street, community, grid, batch, street_user
):
    outline(community, 121.6, 39.0, 121.61, 39.01)
    outline(street, 121.6, 39.0, 121.7, 39.1)
    checked = actions.write(batch, street, by=street_user, now=NOW)

    assert (checked.created, checked.replaced, checked.unchanged) == (1, 1, 0)
    assert AreaOutline.objects.count() == 3
    assert AreaOutline.objects.get(area=community).west == 121.7
    assert AreaOutline.objects.get(area=street).west == 121.6
    assert LogEntry.objects.latest("pk").changes == {
        "outlined": ["", grid.code],
        "reoutlined": ["", community.code],
    }


def test_a_second_write_meets_a_written_batch(client, street, batch, street_user):
    stale = ImportBatch.objects.get()
    actions.write(batch, street, by=street_user, now=NOW)
    with pytest.raises(IllegalMove):
        actions.write(stale, street, by=street_user, now=NOW)  # checked before, moved by another
    client.force_login(street_user)
    answer = client.post(page(street, "outlines_write", batch.uuid), follow=True)

    assert "这份文件已经写入过，没有重复写入。" in answer.content.decode()
    assert client.get(page(street, "outlines_check", batch.uuid))["Location"] == page(street)
    assert AreaOutline.objects.count() == 2


def test_the_same_again_leaves_no_trace(street, good, batch, street_user):
    actions.write(batch, street, by=street_user, now=NOW)
    before = LogEntry.objects.count()
    again = actions.receive(good, "x.json", by=street_user, now=NOW)
    checked = actions.write(again, street, by=street_user, now=NOW)

    assert (checked.created, checked.replaced, checked.unchanged) == (0, 0, 2)
    assert LogEntry.objects.count() == before + 1  # the batch's own move


def test_who_loses_a_race_is_told(street, batch, street_user, monkeypatch):
    def beaten(*args, **more):
        raise IntegrityError

    monkeypatch.setattr(AreaOutline.objects, "bulk_create", beaten)
    with pytest.raises(ValidationError) as error:
        actions.write(batch, street, by=street_user, now=NOW)

    assert error.value.messages[0].startswith("刚刚已有人办理了同一件事")
    batch.refresh_from_db()
    assert batch.status == "checked"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "请选择要上传的 GeoJSON 文件。"),
        (file_of(b""), "文件是空的，请重新选择。"),
        (file_of(b"PK\x03\x04"), "文件不是有效的 JSON：第 1 行读不下去。"),
        (file_of(b"\xff\xfe"), "文件不是 UTF-8 编码，请按 UTF-8 重新导出。"),
        (
            file_of(b" " * (5 * 1024**2 + 1)),
            "文件超过 5 MB，请分开上传，或先在制图软件里简化轮廓。",
        ),
    ],
)
def test_what_is_no_geojson_is_refused_in_words(client, street, street_user, files, words):
    client.force_login(street_user)
    answer = client.post(page(street), files)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_source_too_long_is_refused(client, street, batch, street_user):
    client.force_login(street_user)
    answer = client.post(
        page(street, "outlines_write", batch.uuid), {"source": "长" * 121}, follow=True
    )

    assert "来源最多 120 个字。" in answer.content.decode()
    assert AreaOutline.objects.count() == 0


def test_uploads_never_written_are_forgotten(batch, good, street_user):
    actions.receive(good, "x.json", by=street_user, now=NOW + timedelta(days=8))

    assert not ImportBatch.objects.filter(pk=batch.pk).exists()


def test_readers_look_and_download_only(client, street, community, batch, street_user, auditor):
    actions.write(batch, street, by=street_user, now=NOW)
    client.force_login(auditor)
    html = client.get(page(street)).content.decode()
    assert "上传并检查" not in html
    assert "删除" not in html
    assert client.get(page(street, "outlines_download")).status_code == 200
    for answer in (
        client.post(page(street), file_of(b"x")),
        client.get(page(street, "outlines_check", batch.uuid)),
        client.post(page(street, "outlines_write", batch.uuid)),
        client.get(page(community, "outline_delete")),
    ):
        assert answer.status_code == 403


def test_an_upload_is_its_own_and_of_streets_only(
    client, street, community, other_street, batch, district_user, street_user, other_street_user
):
    client.force_login(district_user)
    assert client.get(page(street, "outlines_check", batch.uuid)).status_code == 404
    assert client.get(page(community)).status_code == 404
    client.force_login(other_street_user)
    assert client.get(page(street)).status_code == 404
    client.force_login(street_user)
    assert client.get(page(other_street)).status_code == 404


def test_an_ended_street_takes_no_more(client, street, street_user):
    Area.objects.filter(pk=street.pk).update(valid_to=START)
    client.force_login(street_user)

    assert "上传并检查" not in client.get(page(street)).content.decode()
    assert client.post(page(street), file_of(b"x")).status_code == 403


def test_the_download_can_be_uploaded_again(client, street, batch, street_user):
    actions.write(batch, street, source="图", by=street_user, now=NOW)
    client.force_login(street_user)
    answer = client.get(page(street, "outlines_download"))

    assert answer["Content-Type"] == "application/geo+json"
    assert "%E8%BD%AE%E5%BB%93" in answer["Content-Disposition"]
    content = json.loads(answer.content)
    assert [one["properties"]["source"] for one in content["features"]] == ["图", "图"]
    again = actions.receive(answer.content, "x.json", by=street_user, now=NOW)
    assert actions.recheck(again, street).unchanged == 2


def test_an_outline_is_deleted_after_a_question(client, street, community, batch, street_user):
    actions.write(batch, street, by=street_user, now=NOW)
    client.force_login(street_user)
    assert "删除海青社区的轮廓？" in client.get(page(community, "outline_delete")).content.decode()
    assert AreaOutline.objects.count() == 2
    answer = client.post(page(community, "outline_delete"))

    assert answer["Location"] == reverse("grids:area_detail", args=[community.uuid])
    assert not AreaOutline.objects.filter(area=community).exists()
    assert LogEntry.objects.latest("pk").additional_data["verb"] == "outline_delete"
    assert client.get(page(community, "outline_delete")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, street, street_user, count, django_assert_max_num_queries):
    communities(street, count)
    client.force_login(street_user)
    with django_assert_max_num_queries(8):
        assert client.get(page(street)).status_code == 200


def test_a_written_outline_says_whose_it_is(community):
    assert str(outline(community, 121.7, 39.0, 121.71, 39.01)) == "海青社区"


@pytest.mark.parametrize("box", [(121.71, 39.0, 121.7, 39.01), (121.7, 39.01, 121.71, 39.0)])
def test_the_box_is_in_order(community, box):
    refused("areaoutline_box_in_order", lambda: outline(community, *box))


@pytest.mark.parametrize("box", [(-181, 0, 0, 1), (0, 0, 181, 1), (0, -91, 1, 1), (0, 0, 1, 91)])
def test_the_box_is_on_earth(community, box):
    refused("areaoutline_on_earth", lambda: outline(community, *box))


def test_an_area_has_one_outline(community):
    outline(community, 121.7, 39.0, 121.71, 39.01)
    with pytest.raises(IntegrityError), transaction.atomic():
        outline(community, 121.7, 39.0, 121.71, 39.01)
