"""/w/units/<uuid>/, add, edit, leave."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from common.fields import blind_index
from members import panels
from members.actions import units
from members.actions.errors import UnitHasLeft
from members.models import Alliance, Liaison, MemberUnit

CODE = "91350100M000100Y43"  # the example of GB 32100-2015


@pytest.fixture
def form(community) -> dict:
    return {
        "name": "海青社区卫生站",
        "alias": "",
        "type": "public",
        "area": community.pk,
        "address": "海青路 2 号",
        "credit_code": "",
        "industry": "卫生",
        "joined_on": "2026-03-01",
    }


def page_of(unit, verb: str = "") -> str:
    return f"/w/units/{unit.uuid}/{verb}"


def test_the_page_shows_the_unit_its_officer_and_its_alliances(
    client, street_user, unit, liaison_user, alliance
):
    person = liaison_user.person
    person.phone, person.phone_index = "13812341234", blind_index("13812341234")
    person.save()
    client.force_login(street_user)
    page = client.get(page_of(unit)).content.decode()
    for words in ("区第二医院", "机关事业单位", "海青社区", "李建国", "138****1234", str(alliance)):
        assert words in page
    assert "13812341234" not in page


def test_a_military_unit_shows_its_alias_only(client, street_user, military_unit):
    client.force_login(street_user)
    for verb in ("", "edit/", "leave/", "liaison/"):
        page = client.get(page_of(military_unit, verb)).content.decode()
        assert "驻街单位甲" in page
        assert "警卫连" not in page


def test_who_may_read_and_who_may_change(
    client, unit, other_street_user, auditor, liaison_user, grid_user, form
):
    verbs = ("", "edit/", "leave/", "liaison/", "link/", "link/revoke/")
    for verb in verbs:
        assert client.get(page_of(unit, verb)).url.startswith("/in/?next=")
    for stranger in (other_street_user, liaison_user, grid_user):
        client.force_login(stranger)
        for verb in verbs:
            assert client.get(page_of(unit, verb)).status_code == 404
            assert client.post(page_of(unit, verb), form).status_code in (404, 405)
    client.force_login(auditor)
    page = client.get(page_of(unit))
    assert page.status_code == 200
    assert "更换联络员" not in page.content.decode()
    for verb in verbs[1:]:
        assert client.get(page_of(unit, verb)).status_code == 403
        assert client.post(page_of(unit, verb), form).status_code == 403
    assert client.get("/w/units/add/").status_code == 403
    unit.refresh_from_db()
    assert (unit.name, unit.left_on, unit.liaisons.current().count()) == ("区第二医院", None, 1)


def test_a_staff_member_who_also_reads_another_area_may_not_change_it(
    client, street_user, other_street, other_unit
):
    street_user.postings.create(role="auditor", area=other_street.parent, since="2026-01-01")
    client.force_login(street_user)
    assert client.get(page_of(other_unit)).status_code == 200
    assert client.get(page_of(other_unit, "edit/")).status_code == 403
    assert client.post(page_of(other_unit, "leave/"), {"on": "2026-02-01"}).status_code == 403


def test_another_verb_is_refused(client, street_user, unit):
    client.force_login(street_user)
    assert client.post(page_of(unit)).status_code == 405
    for verb in ("edit/", "leave/", "liaison/", "link/", "link/revoke/"):
        assert client.put(page_of(unit, verb)).status_code == 405
    assert client.put("/w/units/add/").status_code == 405


def test_a_registered_unit_joins_the_alliances_of_its_place(
    client, street_user, street, community, other_street, form
):
    for area in (street, community, other_street):
        Alliance.objects.create(name=area.name, area=area, founded_on="2026-02-01")
    client.force_login(street_user)
    LogEntry.objects.all().delete()
    response = client.post("/w/units/add/", form)
    unit = MemberUnit.objects.get()
    assert response.url == page_of(unit)
    assert (unit.name, unit.community, unit.street) == ("海青社区卫生站", community, street)
    memberships = unit.memberships.order_by("alliance")
    assert [(m.alliance.area, str(m.since)) for m in memberships] == [
        (street, "2026-03-01"),
        (community, "2026-03-01"),
    ]
    entry = LogEntry.objects.get()
    assert (entry.additional_data["verb"], entry.actor) == ("create", street_user)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请填写单位名称。"),
        ({"name": "x" * 121}, "120"),
        ({"type": ""}, "请选择类型。"),
        ({"area": ""}, "请选择所属区域。"),
        ({"area": "999999"}, "area"),
        ({"credit_code": CODE[:17] + "A"}, "校验位不对"),
        ({"credit_code": "123"}, "18 位"),
        ({"joined_on": ""}, "请填写日期。"),
        ({"joined_on": "2026-02-30"}, "2026-11-22 的样子"),
        ({"type": "military"}, "军警单位必须填写代称。"),
        ({"name": "区第二医院"}, "该区域已登记同名单位。"),
    ],
)
def test_a_wrong_form_says_why_keeps_the_rest_and_writes_nothing(
    client, street_user, unit, form, changes, words
):
    client.force_login(street_user)
    response = client.post("/w/units/add/", form | changes)
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert 'id="errors"' in page
    assert 'value="海青路 2 号"' in page
    assert MemberUnit.objects.count() == 1


def test_a_unit_cannot_be_registered_outside_the_own_area(
    client, street_user, other_community, form
):
    client.force_login(street_user)
    assert client.post("/w/units/add/", form | {"area": other_community.pk}).status_code == 200
    assert MemberUnit.objects.count() == 0


def test_a_credit_code_stands_once_among_current_units(client, street_user, form):
    client.force_login(street_user)
    client.post("/w/units/add/", form | {"credit_code": CODE.lower()})
    first = MemberUnit.objects.get()
    assert first.credit_code == CODE
    again = form | {"name": "另一家", "credit_code": CODE}
    assert "该统一社会信用代码已登记。" in client.post("/w/units/add/", again).content.decode()
    units.leave(first, on=timezone.localdate(), by=street_user, now=timezone.now())
    assert client.post("/w/units/add/", again).status_code == 302


def test_editing_writes_what_differs_and_one_row_of_audit(client, street_user, unit, form):
    client.force_login(street_user)
    LogEntry.objects.all().delete()
    wanted = form | {"name": "区第二医院", "joined_on": "2026-01-01", "industry": ""}
    assert client.post(page_of(unit, "edit/"), wanted).url == page_of(unit)
    unit.refresh_from_db()
    assert unit.address == "海青路 2 号"
    entry = LogEntry.objects.get()
    assert entry.changes == {"address": ["", "海青路 2 号"]}
    assert entry.additional_data["verb"] == "change"
    assert client.post(page_of(unit, "edit/"), wanted).status_code == 302
    assert LogEntry.objects.count() == 1


def test_the_true_name_of_a_military_unit_stays_unless_typed_anew(
    client, street_user, military_unit, form
):
    client.force_login(street_user)
    wanted = form | {"name": "", "type": "military", "alias": "驻街单位乙"}
    client.post(page_of(military_unit, "edit/"), wanted)
    military_unit.refresh_from_db()
    assert (military_unit.name, military_unit.alias) == ("某部警卫连", "驻街单位乙")
    client.post(page_of(military_unit, "edit/"), wanted | {"name": "某部通信连"})
    military_unit.refresh_from_db()
    assert military_unit.name == "某部通信连"
    noted = str(list(LogEntry.objects.values_list("changes", "object_repr")))
    assert "驻街单位乙" in noted
    assert "警卫连" not in noted
    assert "通信连" not in noted


def test_a_moved_unit_changes_its_regional_alliances(
    district_user, unit, street, community, other_street, other_community, now
):
    for area in (street, community, other_street, other_community):
        Alliance.objects.create(name=area.name, area=area, founded_on="2026-01-01")
    units.join_regional(MemberUnit.objects.filter(pk=unit.pk))
    trade = Alliance.objects.create(
        name="金融", kind="functional", industry="金融", area=street, founded_on="2026-01-01"
    )
    unit.memberships.create(alliance=trade, since="2026-01-01")
    units.change_unit(unit, by=district_user, now=now, area=other_community)
    current = unit.memberships.current().order_by("alliance__name")
    assert [m.alliance.name for m in current] == ["红旗街道", "金融", "锦绣社区"]
    ended = unit.memberships.exclude(until=None).values_list("until", flat=True)
    assert [str(day) for day in ended] == ["2026-11-10", "2026-11-10"]
    unit.refresh_from_db()
    assert (unit.street, unit.community) == (other_street, other_community)


def test_leaving_ends_memberships_and_the_liaison_and_keeps_history(
    client, street_user, unit, alliance, liaison_user
):
    client.force_login(street_user)
    assert "不再属于任何联合体" in client.get(page_of(unit, "leave/")).content.decode()
    LogEntry.objects.all().delete()
    today = timezone.localdate()
    assert client.post(page_of(unit, "leave/"), {"on": today}).url == page_of(unit)
    unit.refresh_from_db()
    assert unit.left_on == today
    assert unit.memberships.get().until == today
    assert unit.liaisons.get().until == today
    assert LogEntry.objects.get().additional_data["verb"] == "leave"
    page = client.get(page_of(unit)).content.decode()
    assert "已退出" in page
    assert "指定联络员" not in page


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (timezone.localdate() + timedelta(days=1), "退出日期不能晚于今天。"),
        ("2025-12-31", "退出日期不能早于加入日期。"),
        ("", "请填写日期。"),
    ],
)
def test_a_wrong_day_of_leaving_changes_nothing(client, street_user, unit, on, words):
    client.force_login(street_user)
    response = client.post(page_of(unit, "leave/"), {"on": on})
    assert words in response.content.decode()
    unit.refresh_from_db()
    assert unit.left_on is None


def test_who_comes_second_is_told(client, street_user, unit, form):
    units.leave(
        MemberUnit.objects.get(pk=unit.pk),
        on=timezone.localdate(),
        by=street_user,
        now=timezone.now(),
    )
    with pytest.raises(UnitHasLeft):
        units.leave(unit, on=timezone.localdate(), by=street_user, now=timezone.now())
    client.force_login(street_user)
    assert "该单位已退出" in client.post(page_of(unit, "edit/"), form).content.decode()
    assert (
        "该单位已退出"
        in client.post(page_of(unit, "leave/"), {"on": timezone.localdate()}).content.decode()
    )
    appointing = {"name": "王芳", "phone": "13900001111", "since": timezone.localdate(), "seen": 0}
    assert "该单位已退出" in client.post(page_of(unit, "liaison/"), appointing).content.decode()
    assert Liaison.objects.count() == 0


def test_other_rooms_fill_panels(client, street_user, unit, monkeypatch):
    monkeypatch.setattr(panels, "_fillers", [])

    @panels.unit_panel
    def resources(found, user):
        assert (found, user) == (unit, street_user)
        return panels.Panel(
            "共享资源", [("会议室", "/w/x/", "每周三"), ("音响", "", "")], url="/w/all/"
        )

    panels.unit_panel(resources)
    panels.unit_panel(lambda found, user: None)
    panels.unit_panel(lambda found, user: panels.Panel("需求", []))
    client.force_login(street_user)
    page = client.get(page_of(unit)).content.decode()
    assert page.count("会议室") == 1
    for words in ("音响", "全部共享资源", "暂无记录。"):
        assert words in page


def test_the_number_of_queries_does_not_grow(
    client, street_user, unit, street, liaison_user, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for number in range(3):
        Alliance.objects.create(
            name=f"功能型{number}",
            kind="functional",
            industry="金融",
            area=street,
            founded_on="2026-01-01",
        ).memberships.create(unit=unit, since="2026-01-01")
        with django_assert_max_num_queries(27) as captured:  # one for each section of the page
            client.get(page_of(unit))
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_a_stale_tab_does_not_overwrite_what_another_wrote(client, street_user, unit, form):
    client.force_login(street_user)
    old_tab = client.get(page_of(unit, "edit/")).context["seen"]
    mine = form | {"name": unit.name, "type": unit.type, "seen": old_tab}
    assert client.post(page_of(unit, "edit/"), mine | {"industry": "医疗"}).status_code == 302

    refused = client.post(page_of(unit, "edit/"), mine | {"address": "海青路 2 号"})

    unit.refresh_from_db()
    assert (unit.industry, unit.address) == ("医疗", form.get("address", ""))
    page = refused.content.decode()
    assert "刚刚被他人修改过" in page
    assert 'value="海青路 2 号"' in page
    fresh = mine | {"seen": refused.context["seen"], "address": "海青路 2 号"}
    assert client.post(page_of(unit, "edit/"), fresh).status_code == 302
