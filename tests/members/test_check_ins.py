"""Check-ins 双报到: reported, confirmed, revoked; staff pages, the officer's page, Excel."""

from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.fields import blind_index
from common.lifecycle import IllegalMove
from common.sheets.batches import import_workbook
from common.sheets.importer import ImportRefused
from members.actions import check_ins
from members.actions.errors import AreaEnded, PhoneOfSomebodyElse
from members.forms.people import WHY
from members.importers.check_ins import CheckInImport
from members.models import CheckIn, Person, PioneerPost
from members.views.people import LOOKS
from notices.actions import drop_settled
from notices.jobs import raise_notices
from notices.kinds import Text, render
from notices.models import Notice
from tests.books import workbook
from tests.conftest import START, at

PHONE = "13812341234"
FACTS = {
    "name": "张明远",
    "home_name": "大连湾供电所党支部",
    "category": "employed",
    "availability": "weekends",
    "skills": "法律",
}


def report(community, now, phone=PHONE, **more) -> CheckIn:
    made = check_ins.report_member(community, phone=phone, by=None, now=now, **FACTS | more)
    assert made is not None
    return made


@pytest.fixture
def waiting(community, service_post, now) -> CheckIn:
    return report(community, now, posts=[service_post])


@pytest.fixture
def of_unit(unit_branch, community, street_user, now) -> CheckIn:
    facts: dict[str, Any] = {"offer": "每月一次义诊", "skills": "医疗", "availability": "weekends"}
    return check_ins.report_organization(unit_branch, community, by=street_user, now=now, **facts)


def page_of(check_in, verb="") -> str:
    return f"/w/check-ins/{check_in.uuid}/{verb}"


# --- actions ----------------------------------------------------------------------------------


def test_confirming_makes_the_person_and_claims_the_post(waiting, service_post, street_user, now):
    assert not Person.objects.exists()
    assert PioneerPost.objects.with_claims().get().free == 1
    assert check_ins.confirm(waiting, by=street_user, now=now) == []
    waiting.refresh_from_db()
    assert (waiting.status, waiting.phone, waiting.masked_phone) == (
        "confirmed",
        "",
        "138****1234",
    )
    assert (waiting.person.name, waiting.person.home_name) == ("张明远", "大连湾供电所党支部")
    assert PioneerPost.objects.with_claims().get().free == 0


def test_confirming_finds_a_known_person_and_keeps_the_noted_home(waiting, street_user, now):
    known = Person(name="张明远", home_name="红旗小学党支部")
    known.set_phone(PHONE)
    known.save()
    (said,) = check_ins.confirm(waiting, by=street_user, now=now)
    assert "保留原来的登记" in said
    assert "红旗小学" not in said  # somebody else's record
    waiting.refresh_from_db()
    assert waiting.person == known
    assert Person.objects.get().home_name == "红旗小学党支部"


def test_a_registered_home_is_linked(community, unit_branch, street_user, now):
    made = report(community, now, home_name=unit_branch.name)
    check_ins.confirm(made, by=street_user, now=now)
    assert Person.objects.get().home == unit_branch


def test_another_name_for_the_phone_leaves_all_as_it_was(waiting, street_user, now):
    known = Person(name="张明")
    known.set_phone(PHONE)
    known.save()
    with pytest.raises(PhoneOfSomebodyElse):
        check_ins.confirm(waiting, by=street_user, now=now)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.posts.count()) == ("reported", 1)


def test_a_full_post_is_not_claimed(waiting, service_post, community, street_user, now):
    second = report(community, now, phone="13812340001", name="李敏", posts=[service_post])
    check_ins.confirm(waiting, by=street_user, now=now)
    (said,) = check_ins.confirm(second, by=street_user, now=now)
    assert "已没有名额" in said
    assert (second.posts.count(), PioneerPost.objects.with_claims().get().taken) == (0, 1)


def test_the_second_of_two_confirmations_changes_nothing(waiting, street_user, now):
    stale = CheckIn.objects.get(pk=waiting.pk)
    check_ins.confirm(waiting, by=street_user, now=now)
    with pytest.raises(IllegalMove):
        check_ins.confirm(stale, by=street_user, now=at("2026-11-12"))
    assert CheckIn.objects.get().confirmed_at == now


def test_a_phone_reports_once_and_the_first_report_stands(waiting, community, other_community, now):
    again = check_ins.report_member(
        community, phone=PHONE, by=None, now=now, **FACTS | {"name": "冒名的人"}
    )
    assert again is None
    assert CheckIn.objects.get().name == "张明远"
    assert report(other_community, now)


def test_the_same_phone_in_the_same_moment(community, waiting, now, monkeypatch):
    monkeypatch.setattr(check_ins, "blind_index", lambda digits: f"{digits}?", raising=True)
    CheckIn.objects.update(phone_index=f"{PHONE}?")
    found = CheckIn.objects.none()
    monkeypatch.setattr(type(found), "exclude", lambda rows, *args, **more: found, raising=True)
    assert check_ins.report_member(community, phone=PHONE, by=None, now=now, **FACTS) is None
    assert CheckIn.objects.count() == 1


def test_revoking_needs_a_reason_forgets_the_phone_and_frees_the_post(waiting, street_user, now):
    check_ins.confirm(waiting, by=street_user, now=now)
    with pytest.raises(ValidationError):
        check_ins.revoke(waiting, reason=" ", by=street_user, now=now)
    check_ins.revoke(waiting, reason="已搬走", by=street_user, now=now)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason, waiting.phone) == ("revoked", "已搬走", "")
    assert PioneerPost.objects.with_claims().get().free == 1
    with pytest.raises(IllegalMove):
        check_ins.revoke(waiting, reason="再撤一次", by=street_user, now=now)


def test_after_a_revocation_the_phone_may_report_again(waiting, community, street_user, now):
    check_ins.revoke(waiting, reason="填错社区", by=street_user, now=now)
    assert report(community, now).phone_index == blind_index(PHONE)


def test_an_organisation_reports_once(of_unit, unit_branch, community, street_user, now):
    with pytest.raises(ValidationError):
        check_ins.report_organization(unit_branch, community, by=street_user, now=now)
    assert check_ins.confirm(of_unit, by=street_user, now=now) == []
    assert not Person.objects.filter(name="").exists()


def test_nobody_reports_to_a_community_that_ended(community, unit_branch, street_user, now):
    type(community).objects.filter(pk=community.pk).update(valid_to=START)
    with pytest.raises(AreaEnded):
        report(community, now)
    with pytest.raises(AreaEnded):
        check_ins.report_organization(unit_branch, community, by=street_user, now=now)


# --- staff pages ------------------------------------------------------------------------------


def test_the_page_masks_the_phone_and_offers_what_may_be_done(client, waiting, street_user):
    client.force_login(street_user)
    page = client.get(page_of(waiting)).content.decode()
    for words in ("138****1234", "确认报到", "撤销", "楼道照明岗", "大连湾供电所党支部"):
        assert words in page
    assert PHONE not in page


def test_the_number_is_shown_once_asked_for_with_a_reason(client, waiting, of_unit, street_user):
    client.force_login(street_user)
    url = page_of(waiting, "phone/")
    assert PHONE not in client.get(url).content.decode()
    assert PHONE not in client.post(url, {}).content.decode()
    assert PHONE in client.post(url, {"why": WHY[0]}).content.decode()
    entry = LogEntry.objects.get(additional_data__verb="reveal")
    assert (entry.actor, entry.object_pk) == (street_user, str(waiting.pk))
    assert PHONE not in str(vars(entry))
    assert client.get(page_of(of_unit, "phone/")).status_code == 404
    check_ins.confirm(waiting, by=street_user, now=timezone.now())
    assert client.get(url).status_code == 404


def test_numbers_are_not_looked_up_without_end(client, waiting, street_user):
    cache.clear()
    client.force_login(street_user)
    url = page_of(waiting, "phone/")
    codes = [client.post(url, {"why": WHY[0]}).status_code for _ in range(LOOKS + 1)]
    assert codes == [200] * LOOKS + [429]
    cache.clear()


def test_who_may_read_and_who_may_change(client, waiting, other_street_user, auditor, liaison_user):
    posts = [page_of(waiting, f"{verb}/") for verb in ("confirm", "revoke", "hours", "phone")]
    for stranger in (other_street_user, liaison_user):
        client.force_login(stranger)
        assert client.get(page_of(waiting)).status_code == 404
        assert [client.post(url).status_code for url in posts] == [404] * 4
    client.force_login(auditor)
    assert client.get(page_of(waiting)).status_code == 200
    assert [client.post(url).status_code for url in posts] == [403] * 4
    waiting.refresh_from_db()
    assert waiting.status == "reported"


def test_many_are_confirmed_at_once_as_far_as_they_can_be(
    client, waiting, community, other_community, street_user, now
):
    second = report(community, now, phone="13812340001", name="李敏")
    foreign = report(other_community, now, name="外区的人")
    known = Person(name="李梅")
    known.set_phone("13812340001")
    known.save()
    client.force_login(street_user)
    picked = {"pick": [str(one.uuid) for one in (waiting, second, foreign)]}
    asked = client.post("/w/check-ins/confirm/", picked).content.decode()
    assert "确认勾选的 2 条报到？" in asked
    assert "另有 1 条" in asked
    page = client.post("/w/check-ins/confirm/", picked | {"confirm": "1"}, follow=True)
    assert "李敏：该手机号已登记" in page.content.decode()
    states = dict(CheckIn.objects.values_list("name", "status"))
    assert states == {"张明远": "confirmed", "李敏": "reported", "外区的人": "reported"}


def test_revoking_and_hours_by_the_pages(client, waiting, street_user):
    client.force_login(street_user)
    assert client.post(page_of(waiting, "confirm/")).url == page_of(waiting)
    assert client.post(page_of(waiting, "hours/"), {"hours": "3.5"}).status_code == 302
    assert CheckIn.objects.get().service_hours == Decimal("3.5")
    empty = client.post(page_of(waiting, "revoke/"), {"reason": ""})
    assert "请写明撤销原因" in empty.content.decode()
    assert client.post(page_of(waiting, "revoke/"), {"reason": "已搬走"}).status_code == 302
    assert CheckIn.objects.get().status == "revoked"


def test_staff_enter_a_member_and_an_organisation(
    client, community, other_community, unit_branch, street_user, district_user
):
    client.force_login(district_user)
    assert "下一步" in client.get("/w/check-ins/add/").content.decode()  # which community?
    client.force_login(street_user)
    url = f"/w/check-ins/add/?at={community.code}"
    assert client.get(f"/w/check-ins/add/?at={other_community.code}").status_code == 404
    assert client.post(url, FACTS | {"phone": PHONE}).status_code == 302
    twice = client.post(url, FACTS | {"phone": PHONE}).content.decode()
    assert "已向这个社区报到" in twice
    data = {"organization": str(unit_branch.uuid), "offer_text": "义诊"}
    assert client.post("/w/check-ins/add-unit/", data).status_code == 302
    assert set(CheckIn.objects.values_list("status", flat=True)) == {"confirmed"}
    assert CheckIn.objects.get(organization=unit_branch).offer == "义诊"


def test_the_sheet_has_the_link_and_its_code_and_nobody_s_name(
    client, community, other_community, street_user, district_user
):
    client.force_login(district_user)
    assert "海青社区" in client.get("/w/check-ins/link/").content.decode()
    client.force_login(street_user)
    page = client.get("/w/check-ins/link/").content.decode()
    assert f"http://testserver/checkin/{community.uuid}/" in page
    assert "<svg" in page
    assert "style=" not in page
    assert "打印</p>" not in page  # who printed it
    assert client.get(f"/w/check-ins/link/{other_community.uuid}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_does_the_same_queries_for_any_number(
    client, community, street_user, now, count, django_assert_max_num_queries
):
    for number in range(count):
        report(community, now, phone=f"1381234000{number}", name=f"党员{number}")
    client.force_login(street_user)
    with django_assert_max_num_queries(8):
        page = client.get("/w/check-ins/?status=reported")
    assert f"共 {count} 条" in page.content.decode()


def test_the_staff_home_counts_what_waits(client, waiting, street_user, community_user):
    for user in (street_user, community_user):
        client.force_login(user)
        assert "确认双报到 1 条" in client.get("/w/").content.decode()


# --- the officer's page -----------------------------------------------------------------------


def test_the_officer_reports_for_the_organisation(
    client, unit_branch, service_post, community, liaison_user
):
    client.force_login(liaison_user)
    page = client.get("/l/check-in/").content.decode()
    for words in ("向海青社区报到", "楼道照明岗", "余 1 个名额"):
        assert words in page
    data = {
        "organization": str(unit_branch.uuid),
        "offer_text": "每月一次义诊",
        "posts": [str(service_post.uuid)],
    }
    assert client.post("/l/check-in/", data).url == "/l/check-in/"
    made = CheckIn.objects.get()
    assert (made.organization, made.area, made.offer) == (unit_branch, community, "每月一次义诊")
    assert list(made.posts.all()) == [service_post]
    assert "待确认" in client.get("/l/check-in/").content.decode()
    assert "已向这个社区报到" in client.post("/l/check-in/", data).content.decode()


def test_an_officer_reports_for_no_other_unit(client, branch, unit_branch, liaison2_user):
    client.force_login(liaison2_user)
    assert "还没有登记党组织" in client.get("/l/check-in/").content.decode()
    client.post("/l/check-in/", {"organization": str(unit_branch.uuid)})
    assert not CheckIn.objects.exists()


# --- notices ----------------------------------------------------------------------------------


def told(user, now) -> list[str]:
    raise_notices(at=now.isoformat())
    drop_settled(now)
    notices = list(Notice.objects.filter(recipient=user).standing())
    return [text.subject for text in render(notices, now=now).values() if isinstance(text, Text)]


def test_the_community_is_told_once_a_day_and_only_while_somebody_waits(
    waiting, community, community_user, street_user, now
):
    report(community, now, phone="13812340001", name="李敏")
    for _ in range(2):
        assert told(community_user, now) == ["海青社区有 2 条双报到待确认"]
    for one in CheckIn.objects.all():
        check_ins.confirm(one, by=street_user, now=now)
    assert told(community_user, now) == []


def test_the_officer_is_told_what_became_of_it(of_unit, liaison_user, street_user, now):
    assert told(liaison_user, now) == []
    check_ins.confirm(of_unit, by=street_user, now=now)
    assert told(liaison_user, now) == ["海青社区已确认报到"]
    check_ins.revoke(of_unit, reason="重复登记", by=street_user, now=now)
    assert told(liaison_user, now) == ["海青社区撤销了报到"]


# --- Excel ------------------------------------------------------------------------------------

HEADER = [column.title for column in CheckInImport.columns]


def row(name="", phone="", organization="", code="210211013001", skills=""):
    return [code, organization, name, phone, "", "", "", skills, "", "", ""]


def load(by, now, *rows):
    return import_workbook(CheckInImport, workbook(HEADER, *rows), by=by, now=now)


def test_a_file_takes_in_members_and_organisations(unit_branch, street_user, now):
    rows = [row("张明远", PHONE), row(organization=unit_branch.name)]
    written = load(street_user, now, *rows)
    assert (written.created, written.unchanged) == (2, 0)
    assert set(CheckIn.objects.values_list("status", flat=True)) == {"confirmed"}
    again = load(street_user, now, row("张明远", "138****1234", skills="法律"), rows[1])
    assert (again.created, again.updated, again.unchanged) == (0, 1, 1)


def test_a_file_confirms_nobody_who_waits(waiting, street_user, now):
    load(street_user, now, row("张明远", PHONE, skills="电工"))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.skills, waiting.person) == ("reported", "电工", None)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row("张明远"), "党员报到填姓名和手机"),
        (row("张明远", PHONE, code="210211009001"), "没有这个社区"),
        (row(organization="没有的党支部"), "没有唯一的同名党组织"),
    ],
)
def test_a_file_with_a_mistake_writes_nothing(
    community, other_community, street_user, now, bad, words
):
    with pytest.raises(ImportRefused) as error:
        load(street_user, now, bad, row("李敏", "13812340001"))
    assert words in str(error.value.checked.problems[0])
    assert not CheckIn.objects.exists()


def test_an_export_imports_again_unchanged(client, waiting, of_unit, street_user, now):
    check_ins.confirm(waiting, by=street_user, now=now)
    client.force_login(street_user)
    data = client.get("/w/check-ins/?export=xlsx").getvalue()
    written = import_workbook(CheckInImport, data, by=street_user, now=timezone.now())
    assert (written.created, written.updated, written.unchanged) == (0, 0, 2)
