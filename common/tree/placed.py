"""Rows that hang on an area carry its district, street and community as plain columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.apps import apps
from django.db import connection, models, transaction

from common.tree.locks import READ, locked
from common.tree.rows import among, ids

COLUMNS = ("district", "street", "community")


class PlacedQuerySet(models.QuerySet[Any]):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        if "area" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = [*kwargs["update_fields"], *COLUMNS]
        with transaction.atomic():
            place(self.model, objs)
            return super().bulk_create(objs, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """As ever; `area` (an area, its id, or None) brings its columns with it."""
        if kwargs.keys() & {name for column in COLUMNS for name in (column, f"{column}_id")}:
            raise ValueError("district, street and community follow from area")
        if not kwargs.keys() & {"area", "area_id"}:
            return super().update(**kwargs)
        area = kwargs.get("area", kwargs.get("area_id"))
        if isinstance(area, models.Expression):
            raise TypeError("update(area=…) takes an area or its id, not an expression")
        sample = self.model(area_id=getattr(area, "pk", area))
        with transaction.atomic():
            place(self.model, [sample])
            columns = {column: getattr(sample, f"{column}_id") for column in COLUMNS}
            return super().update(**kwargs, **columns)


class Placed(models.Model):
    """Abstract: `area`, and the columns derived from it, which hot lists and counts filter on.

    The manager of a subclass must come from PlacedQuerySet, or from a queryset derived from it.
    """

    area = models.ForeignKey(
        "grids.Area", models.PROTECT, related_name="+", verbose_name="所属区域"
    )
    district = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    street = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "grids.Area", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        names = None if update_fields is None else set(update_fields) - {*COLUMNS}
        if names is not None and not names & {"area", "area_id"}:
            super().save(*args, update_fields=names, **kwargs)
            return
        with transaction.atomic():
            place(type(self), [self])
            super().save(*args, update_fields=names and {*names, *COLUMNS}, **kwargs)


def place(model: type[models.Model], objs: list[Any]) -> None:
    """Fill the columns of `objs` (rows of `model`, not yet written) from their areas.

    The trees of the areas stay locked against moves until the transaction ends: a move that
    commits in between would not see these rows, and they would keep the old columns.
    """
    area_model = area_model_of(model)
    wanted = {key for obj in objs if (key := target(obj, "area")) is not None}
    areas = area_model._base_manager.filter(pk__in=wanted)
    names = [f"{column}_id" for column in COLUMNS]
    found = locked(area_model, lambda: areas.values_list("pk", "tree_id", *names), READ)
    columns = {row[0]: row[2:] for row in found}
    nothing = (None,) * len(names)
    for obj in objs:
        for name, value in zip(names, columns.get(target(obj, "area"), nothing), strict=True):
            setattr(obj, name, value)


def hold(areas: models.QuerySet[Any]) -> None:
    """Lock the trees of `areas` against moves, before any row that shall hang there is locked.

    An area that moves waits for such rows: whoever held one first and asked for the tree then
    would wait for the move in turn. Must be called inside `atomic()`.
    """
    locked(areas.model, lambda: areas.values_list("pk", "tree_id"), READ)


def target(obj: models.Model, name: str) -> Any:
    """The key that the foreign key `name` holds, also when its object was saved since."""
    field = cast("models.ForeignKey[Any, Any]", obj._meta.get_field(name))
    related = field.get_cached_value(obj, default=None)
    key = getattr(obj, field.attname)
    return related.pk if key is None and related is not None else key


def area_model_of(model: type[models.Model]) -> type[models.Model]:
    return cast("type[models.Model]", model._meta.get_field("area").related_model)


def placed_models(area_model: type[models.Model]) -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Placed) and area_model_of(model) is area_model
    ]


def count_misplaced(area_model: type[models.Model]) -> int:
    """How many rows hang on an area and carry other columns than it."""
    total = 0
    with connection.cursor() as cursor:
        for model in placed_models(area_model):
            cursor.execute(
                f'SELECT count(*) FROM "{model._meta.db_table}" AS placed '
                f'JOIN "{area_model._meta.db_table}" AS area ON area.id = placed.area_id '
                f"WHERE {_DIFFERS}"
            )
            total += cursor.fetchone()[0]
    return total


def replace(area_model: type[models.Model], areas: list[int] | None = None) -> int:
    """Set the columns of the rows that hang on `areas` (None: on any); return how many differed."""
    total = 0
    where, params = ("", []) if areas is None else (f" AND area.id {among()}", [ids(areas)])
    with connection.cursor() as cursor:
        for model in placed_models(area_model):
            cursor.execute(
                f'UPDATE "{model._meta.db_table}" AS placed SET {_ASSIGN} '
                f'FROM "{area_model._meta.db_table}" AS area '
                f"WHERE area.id = placed.area_id AND ({_DIFFERS}){where}",
                params,
            )
            total += cursor.rowcount
    return total


_ASSIGN = ", ".join(f"{column}_id = area.{column}_id" for column in COLUMNS)
_DIFFERS = " OR ".join(
    f"placed.{column}_id IS DISTINCT FROM area.{column}_id" for column in COLUMNS
)
