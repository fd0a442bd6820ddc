"""The first categories: nine top ones, those below, and the words people use for them."""

from typing import Any

# code, name, icon, [(code, name, [synonyms])]
Planted = list[tuple[str, str, str, list[tuple[str, str, list[str]]]]]
CATEGORIES: Planted = [
    (
        "meals",
        "助餐助老",
        "bowl",
        [
            (
                "meal-delivery",
                "助餐",
                ["送饭", "送餐", "吃饭", "午饭", "送菜", "老年食堂", "长者食堂"],
            ),
            ("home-care", "居家照护", ["照顾老人", "护理", "助浴"]),
            ("visiting", "探访陪伴", ["陪聊", "看望老人"]),
            ("haircut", "理发助洁", ["理发", "剪头", "打扫"]),
        ],
    ),
    (
        "health",
        "医疗健康",
        "heart",
        [
            ("checkup", "义诊体检", ["量血压", "测血糖", "看病", "义诊", "体检"]),
            ("nursing", "康复护理", ["换药", "打针", "康复"]),
            ("mind", "心理疏导", ["心理咨询"]),
            ("escort", "陪诊取药", ["陪看病", "取药", "陪诊"]),
        ],
    ),
    (
        "repair",
        "生活维修",
        "tool",
        [
            ("plumbing", "水电维修", ["修水管", "漏水", "下水道", "修电路", "换灯泡", "跳闸"]),
            ("appliances", "家电维修", ["修空调", "修冰箱", "修电视"]),
            ("mending", "缝补磨刀", ["修鞋", "补衣服", "磨刀"]),
            ("locks", "开锁换锁", ["开锁", "换锁"]),
        ],
    ),
    (
        "law",
        "法律咨询",
        "law",
        [
            ("legal-aid", "法律援助", ["打官司", "律师", "起诉"]),
            ("mediation", "矛盾调解", ["邻里纠纷", "调解"]),
            ("anti-fraud", "反诈宣传", ["防诈骗"]),
        ],
    ),
    (
        "school",
        "托育学堂",
        "book",
        [
            ("after-school", "课后托管", ["看孩子", "暑期托管", "寒假托管"]),
            ("nursery", "托育早教", ["带娃", "早教"]),
            ("phones", "智能手机课", ["学手机", "用微信"]),
            ("reading", "阅读学习", ["借书", "书法"]),
        ],
    ),
    (
        "jobs",
        "就业创业",
        "bag",
        [
            ("vacancies", "招聘求职", ["找工作", "招工"]),
            ("skills", "技能培训", ["学手艺"]),
            ("startup", "创业帮扶", ["开店", "贷款"]),
        ],
    ),
    (
        "culture",
        "文体活动",
        "music",
        [
            ("shows", "文艺演出", ["唱歌", "合唱", "跳舞"]),
            ("sports", "体育健身", ["打球", "广场舞", "健身"]),
            ("festivals", "节庆民俗", ["包饺子", "写春联"]),
        ],
    ),
    (
        "venue",
        "场地借用",
        "home",
        [
            ("meeting-room", "会议室", ["开会", "报告厅"]),
            ("activity-room", "活动室", ["棋牌室", "排练"]),
            ("sports-ground", "运动场", ["篮球场", "操场"]),
            ("parking", "停车位", ["停车"]),
        ],
    ),
    (
        "other",
        "环境设施和其他",
        "leaf",
        [
            ("facilities", "公共设施", ["路灯", "楼道灯", "电梯", "井盖", "路面", "健身器材"]),
            ("surroundings", "环境卫生", ["垃圾", "堆物", "杂物", "异味", "噪音", "噪声", "积水"]),
            ("other-matters", "其他事项", []),
        ],
    ),
]
OTHER = "other"  # what residents ask for and no service fits: in the directory only when it has any


def seed_categories(category: Any, synonym: Any) -> None:
    """Plant CATEGORIES; takes the model classes, so that a migration can pass its own.

    Writes the tree's numbers by hand (tree_id is the root's key, siblings by `sort`), since the
    models of a migration have no manager that would. Does nothing where any category exists.
    """
    if not category.objects.exists():
        plant(category, synonym, CATEGORIES)


def plant(category: Any, synonym: Any, categories: Planted, first: int = 1) -> None:
    """Write top categories and those below them, numbered from `first` on."""
    nodes = category._base_manager  # the plain one: a tree's own numbers nodes by itself
    for sort, (code, name, icon, children) in enumerate(categories, start=first):
        top = category(code=code, name=name, icon=icon, sort=sort, tree_id=0, level=0)
        top.lft, top.rght = 1, 2 * len(children) + 2
        nodes.bulk_create([top])
        nodes.filter(pk=top.pk).update(tree_id=top.pk)
        for at, (child_code, child_name, synonyms) in enumerate(children, start=1):
            child = category(code=child_code, name=child_name, sort=at, parent_id=top.pk)
            child.tree_id, child.level, child.lft, child.rght = top.pk, 1, 2 * at, 2 * at + 1
            nodes.bulk_create([child])
            synonym.objects.bulk_create(
                [synonym(category_id=child.pk, word=word) for word in synonyms]
            )


# Terms of residents' requests in workdays, for the demonstration: (taken, done), by category.
TERMS = {
    "meals": (1, 5),
    "health": (1, 5),
    "repair": (1, 3),
    "locks": (0, 1),
    "law": (1, 7),
    "mediation": (1, 10),
    "school": (2, 10),
    "jobs": (2, 15),
}


def set_terms(category: Any) -> None:
    """Give the categories of TERMS their terms, where nobody has set any."""
    for code, (take, done) in TERMS.items():
        unset = category.objects.filter(code=code, take_days=None, done_days=None)
        unset.update(take_days=take, done_days=done)
