"""The components: what a page writes, and what comes out."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory


def render(text: str, **context) -> str:
    request = context.pop("request", None)
    made = RequestContext(request, context) if request else Context(context)
    return Template("{% load ui %}" + text).render(made).strip()


def test_icon():
    assert render('{% icon "lens" %}') == (
        '<svg class="i" aria-hidden="true"><use href="/static/img/icons.svg#lens"></use></svg>'
    )


def test_state_of_words_and_of_a_record():
    assert render('{% state_tag words "soon" %}', words="<8 天") == (
        '<span class="tag tag-soon">&lt;8 天</span>'
    )
    report = SimpleNamespace(status="returned", get_status_display=lambda: "退回修改")
    assert render("{% state_tag report %}", report=report) == (
        '<span class="tag tag-late">退回修改</span>'
    )


def test_bar_stays_within_its_box():
    assert 'width="100%"' in render("{% bar 140 %}")
    assert 'class="pct pct-soon"' in render('{% bar 40 "soon" "pct" %}')
    assert 'width="0%"' in render("{% bar none %}", none=None)


def test_dots_are_counted_in_words_too():
    html = render('{% dots "已审" 2 "ok" "未交" 1 "late" of="月报" %}')
    assert 'aria-label="月报：已审 2，未交 1"' in html
    assert html.count('<i class="k k-ok"></i>') == 2
    assert 'role="img"' not in render('{% dots "已审" 401 "ok" %}')


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("{{ value|pct }}", 71.25, "71.2"),
        ("{{ value|pct }}", 80.0, "80"),
        ("{{ value|pct }}", 0, "0"),
        ("{{ value|pct }}", None, "—"),
        ("{{ value|num }}", 1234567, "1,234,567"),
        ("{{ value|num }}", None, "—"),
        ("{{ value|phone_mask }}", "13812341234", "138****1234"),
        ("{{ value|phone_mask }}", "", ""),
        ("{{ value|day }}", date(2026, 9, 25), "9 月 25 日（周五）"),
        ("{{ value|day }}", None, ""),
        ("{{ value|full_day }}", date(2026, 9, 25), "2026 年 9 月 25 日"),
        ("{{ value|month_text }}", date(2026, 9, 25), "2026 年 9 月"),
        ("{{ value|moment }}", None, ""),
    ],
)
def test_filter(text, value, shown):
    assert render(text, value=value) == shown


class Item(forms.Form):
    title = forms.CharField(label="名称", help_text="居民一看就懂。")
    kind = forms.ChoiceField(
        label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="说明", required=False, widget=forms.Textarea(attrs={"class": "in-mid"})
    )
    agree = forms.BooleanField(label="同意公开", required=False)


def test_field_ties_label_hint_and_error_to_its_input():
    html = render('{% include "ui/field.html" with field=form.title %}', form=Item({}))
    assert '<label class="lab" for="id_title">名称<span class="must">必填</span></label>' in html
    assert '<p class="hint" id="id_title_helptext">居民一看就懂。</p>' in html
    assert '<div id="id_title_error"><p class="err">' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="in"' in html


def test_choices_are_a_group_with_a_legend():
    html = render('{% include "ui/field.html" with field=form.kind %}', form=Item())
    assert '<legend class="lab">类别' in html
    assert html.count('<label class="opt"') == 2


def test_own_class_of_a_widget_stays_and_optional_is_not_marked():
    html = render('{% include "ui/field.html" with field=form.text %}', form=Item())
    assert 'class="in in-area in-mid"' in html
    assert "必填" not in html


def test_tick_stands_before_its_label():
    html = render('{% include "ui/field.html" with field=form.agree %}', form=Item())
    assert html.index("<input") < html.index("<span>同意公开</span>")


def test_error_summary_leads_to_the_fields():
    html = render('{% include "ui/errors.html" %}', form=Item({"kind": "a"}))
    assert "有 1 处需要改正" in html
    assert '<a href="#id_title">名称：' in html
    assert render('{% include "ui/errors.html" %}', form=Item()) == ""


def test_pager_keeps_the_other_parameters():
    request = RequestFactory().get("/s/?q=餐&page=7")
    page = Paginator(range(500), 25).page(7)
    html = render('{% include "ui/pager.html" %}', page=page, request=request)
    assert 'rel="next" href="?q=%E9%A4%90&amp;page=8"' in html
    assert html.count("…") == 2
    assert 'aria-current="page" aria-label="第 7 页">7</a>' in html


def test_pager_of_one_page_is_nothing():
    page = Paginator(range(3), 25).page(1)
    assert render('{% include "ui/pager.html" %}', page=page, request=None) == ""


def test_facts_without_value_are_left_out():
    html = render('{% include "ui/dl.html" %}', rows=[("名称", "供电所"), ("退出", None)])
    assert html == '<dl class="dl"><dt>名称</dt><dd>供电所</dd></dl>'


def test_figure_opens_its_records():
    items = [{"label": "单位", "value": 86, "unit": "家", "url": "/w/units/", "pct": 0}]
    html = render('{% include "ui/kpi.html" %}', items=items)
    assert '<dd class="v"><a href="/w/units/">86</a><small>家</small></dd>' in html
    assert 'width="0%"' in html


def test_empty_says_what_to_do_next():
    html = render('{% include "ui/empty.html" with text="没有。" url="/a/" label="登记" %}')
    assert '<p>没有。</p><a class="btn" href="/a/">登记</a>' in html


class Plain(forms.Form):
    title = forms.CharField(max_length=3)
    day = forms.DateField()
    size = forms.IntegerField(min_value=1)
    kind = forms.ChoiceField(choices=[("a", "甲")])
    more = forms.CharField()


def test_errors_say_what_to_do():
    form = Plain({"title": "四个字了", "day": "x", "size": "0", "kind": "b"})
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "title": ["最多 3 个字，现在有 4 个字，请缩短。"],
        "day": ["请填日期，例如 2026-11-22。"],
        "size": ["不能小于 1。"],
        "kind": ["请从列出的选项里选一个，没有“b”。"],
        "more": ["请填写这一项。"],
    }


def test_a_long_text_is_not_cut_by_the_browser():
    class Story(forms.Form):
        text = forms.CharField(max_length=1000, widget=forms.Textarea)
        word = forms.CharField(max_length=20)

    form = Story()

    assert "maxlength" not in render("{% form_input form.text %}", form=form)
    assert 'maxlength="20"' in render("{% form_input form.word %}", form=form)
