"""Staff page: the standard table, registered beside declared, on screen, on paper, as Excel."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from common import audit
from common.doors import Visit, staff_door
from common.sheets import Column, write_sheet
from common.sheets.views import sheet_response
from grids.models import Area
from members.models import Posting
from members.standard_table import KINDS, StandardTable, sheet_rows, standard_table

COLUMNS = (
    Column("label", "项目"),
    Column("system", "系统"),
    Column("count", "登记数", "decimal"),
    Column("share", "登记数占总人口"),
    Column("declared", "申报数", "decimal"),
    Column("declared_share", "申报数占总人口"),
    Column("difference", "登记比申报"),
    Column("unit", "单位"),
    Column("how", "登记数口径"),
)


@require_GET
@staff_door()
def own_table(request: Visit) -> HttpResponse:
    """The table of the area that the account is posted to."""
    held = [one for one in request.user.current_postings if one.role in Posting.READERS]
    return _table(request, held[0].area)


@require_GET
@staff_door()
def table(request: Visit, uuid: UUID) -> HttpResponse:
    area = get_object_or_404(Area.objects.visible_to(request.user), uuid=uuid)
    if area.kind not in KINDS:
        raise Http404
    return _table(request, area)


def _table(request: Visit, area: Area) -> HttpResponse:
    found = standard_table(area, timezone.localdate())
    if request.GET.get("export") == "xlsx":
        return _workbook(request, found)
    below = Area.objects.current().filter(parent=area, kind__in=KINDS).order_by("code")
    context = {"title": f"{area}基本情况表", "area": area, "table": found, "below": below}
    return render(request, "members/organization_table.html", context)


def _workbook(request: Visit, table: StandardTable) -> HttpResponse:
    """As every export: who made it stands on it, and in the audit trail."""
    title = f"{table.area}基本情况表"
    source = table.declared.figures.source if table.declared else "没有申报数"
    who = f"{request.user}（{request.user.get_username()}）"
    when = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    note = f"{title}\n登记数：本门户登记的党组织和成员单位\n申报数来源：{source}"
    note += f"\n导出人：{who}\n导出时间：{when}"
    audit.record(request.user, "export", by=request.user, reason=title)
    data = write_sheet(title, COLUMNS, sheet_rows(table), note=note, mark=f"{who}{when} 导出")
    return sheet_response(data, f"{title}.xlsx")
