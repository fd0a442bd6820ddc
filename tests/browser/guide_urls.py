"""The style guide: every component on pages of its own, served only to the browser tests."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from common import views

PAGES = Path(__file__).parent / "guide"
WHEN = datetime(2026, 9, 25, 14, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
CONTEXT = {
    "when": WHEN,
    "cats": [
        ("bowl", "助餐助老", 11),
        ("heart", "医疗健康", 9),
        ("tool", "生活维修", 8),
        ("law", "法律咨询", 5),
        ("book", "托育学堂", 10),
        ("bag", "就业创业", 6),
        ("music", "文体活动", 9),
        ("home", "场地借用", 6),
    ],
    "page": Paginator(range(500), 25).page(7),
    "door": {
        "unit": "区第二医院",
        "line": "联络员　李建国",
        "area": "大连湾街道",
        "inbox": 3,
        "inbox_url": "?inbox",
        "search_url": "?search",
        "help": {"name": "街道党建办", "phone": "0411-87600101"},
    },
    "side": [
        ("", [("工作台", "?w", None, False, True)]),
        (
            "底册",
            [("成员单位", "?u", 86, False, False), ("社区与网格", "?g", "13 / 62", False, False)],
        ),
        ("报送", [("联络员月报", "?r", "15 未交", True, False)]),
    ],
    "kpi": [
        {
            "label": "成员单位",
            "value": 86,
            "unit": "家",
            "url": "?1",
            "note": "本月新增 2 家",
            "pct": 100,
        },
        {
            "label": "需求对接率",
            "value": 82,
            "unit": "%",
            "url": "?2",
            "note": "110 件已对接 90 件",
            "pct": 82,
        },
        {
            "label": "共建项目在办",
            "value": 23,
            "unit": "个",
            "note": "逾期 2",
            "pct": 78,
            "tone": "soon",
        },
        {
            "label": "联络员月报",
            "value": 71,
            "unit": "/ 86",
            "url": "?4",
            "note": "还有 8 天",
            "pct": 83,
        },
        {"label": "决议", "value": 17, "unit": "/ 21 项办结", "note": "逾期 1 项"},
    ],
    "communities": [("海青社区", 10, 6, 40.0), ("南园社区", 9, 4, 55.6), ("文昌社区", 11, 2, 81.8)],
    "steps": [
        ("征集议题", "done"),
        ("确定议程", "done"),
        ("发通知", "now"),
        ("签到开会", ""),
        ("纪要与交办", ""),
    ],
    "chips": [("类型：国有企业", "?a", True), ("海青社区", "?b", True)],
    "rows": [("名称", "大连湾供电所"), ("类型", "国有企业"), ("退出日期", None)],
}


class Service(forms.Form):
    title = forms.CharField(
        label="服务名称", max_length=5, help_text="居民一看就懂，例如：老年助餐。"
    )
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), ("a", "助餐助老")])
    who = forms.ChoiceField(
        label="谁可以用", widget=forms.RadioSelect, choices=[("a", "所有居民"), ("b", "六十岁以上")]
    )
    days = forms.MultipleChoiceField(
        label="哪几天",
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "周一"), ("2", "周二")],
        required=False,
    )
    text = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sheet = forms.FileField(label="附件", required=False)
    agree = forms.BooleanField(label="同意公开服务电话", help_text="只公开值班电话。")


def show(request, name):
    context = {**CONTEXT, "title": name}
    if name == "form":
        context["form"] = Service({"title": "六十岁以上老人午餐", "who": "a"})
        messages.success(request, "草稿已保存。")
    text = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    return HttpResponse(engines["django"].from_string(text).render(context, request))


urlpatterns = [
    path("", include("common.urls")),
    path("", include("members.urls")),
    path("", include("meetings.urls")),
    path("guide/400/", views.bad_request),
    path("guide/403/", views.denied),
    path("guide/404/", views.missing),
    path("guide/429/", views.too_many),
    path("guide/500/", views.failed),
    path("guide/csrf/", views.csrf_failed),
    path("guide/<name>/", show),
]
