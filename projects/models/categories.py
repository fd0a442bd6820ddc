"""The one taxonomy shared by the three lists."""

from django.db import models
from django.db.models import Q

from common.tree import TreeModel


class Category(TreeModel):
    """A kind of help, in a tree; with the words people use for it as synonyms."""

    tree_order = ("sort", "pk")

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=20)
    icon = models.CharField("图标", max_length=20, blank=True)
    sort = models.PositiveSmallIntegerField("顺序", default=0)
    # Terms of a resident's request in workdays; without them those of the category above hold.
    take_days = models.PositiveSmallIntegerField("接单期限（工作日）", null=True, blank=True)
    done_days = models.PositiveSmallIntegerField("办结期限（工作日）", null=True, blank=True)

    class Meta:
        verbose_name = "类别"
        constraints = [
            models.UniqueConstraint(name="category_name_among_siblings", fields=["parent", "name"]),
            models.UniqueConstraint(
                name="category_name_among_roots", fields=["name"], condition=Q(parent=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Synonym(models.Model):
    """Another word for a category: 送饭 for 助餐."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="synonyms")
    word = models.CharField("同义词", max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(name="synonym_once", fields=["category", "word"])]

    def __str__(self) -> str:
        return self.word
