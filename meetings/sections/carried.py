"""What was not done and will come, or has come, to this joint meeting."""

from meetings.models import Meeting, MeetingRule
from meetings.sections.page import MeetingPage, Section
from members.models import Alliance
from projects.models import Engagement


def section(page: MeetingPage) -> Section | None:
    """On the page of the alliance's next joint meeting; what its agenda holds is left out."""
    found = page.meeting
    if found.rule.kind != MeetingRule.Kind.JOINT or found.held_at:
        return None
    if Meeting.objects.filter(rule=found.rule_id).ahead(page.now).first() != found:
        return None
    alliance = Alliance.objects.select_related("area").get(pk=found.rule.alliance_id)
    seen = Engagement.objects.visible_to(page.user).carried_to(alliance)
    left = seen.exclude(agenda_items__meeting=found).for_list().order_by("touched_at", "pk")
    on_agenda = found.agenda_is_open
    if on_agenda and not left:
        return None
    part = {"carried": left, "closable": page.writable, "carry": on_agenda and page.writable}
    return Section("meetings/_carried.html", part)
