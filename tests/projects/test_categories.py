"""The taxonomy: what the migration plants, and what a word means."""

from importlib import import_module

import pytest
from django.apps import apps

from common.tree import check
from projects.models import Category, Synonym
from projects.search import asked, search_text
from projects.seeds import CATEGORIES, seed_categories
from projects.taxonomy import taxonomy

OTHERS = ["other", "facilities", "surroundings", "other-matters"]
pytestmark = pytest.mark.django_db


def names(codes: set[int]) -> set[str]:
    return set(Category.objects.filter(pk__in=codes).values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _planted(category):
    pass


def test_the_top_categories_in_order_with_icons():
    tops = Category.objects.filter(parent=None).order_by("sort").values_list("name", "icon")
    assert list(tops) == [(name, icon) for _, name, icon, _ in CATEGORIES]


def test_the_planted_tree_is_numbered_right():
    assert check(Category) == 0


def test_planting_twice_changes_nothing():
    before = Category.objects.count(), Synonym.objects.count()
    seed_categories(Category, Synonym)
    assert (Category.objects.count(), Synonym.objects.count()) == before


def test_a_synonym_means_its_category():
    assert names(taxonomy().meant_by("送饭")) == {"助餐"}


def test_a_longer_word_that_holds_a_synonym_means_it_too():
    assert names(taxonomy().meant_by("找人来修水管")) == {"水电维修"}


def test_a_top_category_means_all_below():
    below = {"法律咨询", "法律援助", "矛盾调解", "反诈宣传"}
    assert names(taxonomy().meant_by("法律咨询")) == below


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("我家水管漏水了，想找人修水管", "水电维修"),
        ("三楼的楼道灯不亮", "公共设施"),
        ("家里老人没人送饭", "助餐"),
        ("有点事想问问", None),
        ("", None),
    ],
)
def test_a_sentence_suggests_a_category_by_its_longest_word(said, name):
    found = taxonomy().suggested(said)
    assert (found.name if found else None) == name


def test_the_category_for_what_fits_nowhere_is_planted_later_as_well():
    add = import_module("projects.migrations.0005_other_category").add
    before = Category.objects.filter(code__in=OTHERS).values("code", "name", "sort", "level")
    expected = list(before.order_by("code"))
    Category.objects.filter(code__in=OTHERS[1:]).delete()
    Category.objects.filter(code=OTHERS[0]).delete()
    for _ in range(2):
        add(apps, None)
        assert list(before.all().order_by("code")) == expected
    assert check(Category) == 0


def test_part_of_a_synonym_means_nothing():
    assert taxonomy().meant_by("水管") == set()


def test_a_path_says_which_of_two_namesakes():
    top = Category.objects.get(code="law")
    Category.objects.create(code="law-meals", name="助餐", parent=top)
    assert len(taxonomy().named("助餐")) == 2
    assert [c.code for c in taxonomy().named("法律咨询/助餐")] == ["law-meals"]


def test_choices_group_each_top_category_with_its_own():
    name, options = taxonomy().choices()[1]
    assert name == "医疗健康"
    assert [label for _, label in options] == [
        "医疗健康（综合）", "义诊体检", "康复护理", "心理疏导", "陪诊取药",
    ]  # fmt: skip


def test_top_of_climbs_to_the_root():
    child = Category.objects.get(code="plumbing")
    assert taxonomy().top_of(child.pk).code == "repair"


def test_the_taxonomy_is_read_once(django_assert_num_queries):
    with django_assert_num_queries(2):
        taxonomy()
        taxonomy()


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("公租房", "公租 租房"),
        ("公租,租房", "公租\n租房"),
        ("A座３楼", "a座 座3 3楼"),
        ("餐", "餐"),
        ("％_'\"\\ 🙂", ""),
        ("", ""),
    ],
)
def test_text_is_cut_into_pairs(text, pairs):
    assert search_text(text) == pairs


def test_a_query_has_at_most_five_words_of_its_first_sixty_characters():
    assert asked("一二 三 四 五 六 七") == ["一二", "三", "四", "五", "六"]
    assert asked("长" * 5000) == ["长" * 60]
    assert asked("助餐 助餐") == ["助餐"]
