"""The register of accounts."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from common.listing import Filter, ListColumn, Listing
from members.models import Posting, User


def posts(user: Any) -> str:
    return "、".join(map(str, user.posts))


def account_page(user: User) -> str:
    return reverse("members:account_detail", args=[user.uuid])


def by_role(rows: QuerySet[User], role: str) -> QuerySet[User]:
    return rows.filter(pk__in=Posting.objects.filter(role=role, until=None).values("user"))


class AccountListing(Listing):
    title = "账号"
    unit = "个"
    definition = "在本区有过任职的账号；联络员另见联络员名册"
    sort = "username"
    columns = (
        ListColumn("username", "用户名", "username", link=account_page, sort=("username",)),
        ListColumn("name", "姓名", "name", sort=("name",)),
        ListColumn("posts", "现任职务", posts),
        ListColumn("date_joined", "开立时间", "date_joined", sort=("date_joined",), shown=False),
    )
    filters = (
        Filter("q", "用户名或姓名", fields=("username", "name")),
        Filter("role", "角色", choices=Posting.Role.choices, narrow=by_role),
    )
