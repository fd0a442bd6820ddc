"""The addresses of the three lists."""

from django.urls import path

from common.doors import staff_door
from common.sheets.urls import urls as sheet_urls
from projects.converters import KINDS
from projects.sheets import IMPORTERS
from projects.views import phone, public, review, staff

writers = staff_door(writes=True)
registers = [
    route
    for name, kind in KINDS.items()
    for route in (
        path(f"w/lists/{name}/", staff.items, {"kind": kind}, name=f"{name}_list"),
        *sheet_urls(
            f"w/lists/{name}", IMPORTERS[kind], name, writers, back=f"projects:{name}_list"
        ),
    )
]

ITEM_URLS = [
    path("s/", public.directory, name="directory"),
    path("s/<uuid:uuid>/", public.item, name="public_item"),
    path("l/items/", phone.items, name="my_items"),
    path("l/items/new/<kind:kind>/", phone.new, name="my_item_new"),
    path("l/items/<kind:kind>/<uuid:uuid>/", phone.item, name="my_item"),
    path("l/items/<kind:kind>/<uuid:uuid>/edit/", phone.edit, name="my_item_edit"),
    path("l/items/<kind:kind>/<uuid:uuid>/confirm/", phone.confirm, name="my_item_confirm"),
    path("l/items/<kind:kind>/<uuid:uuid>/withdraw/", phone.withdraw, name="my_item_withdraw"),
    *registers,
    path("w/lists/<kind:kind>/new/", staff.new, name="item_new"),
    path("w/lists/<kind:kind>/publish/", review.publish_many, name="publish_many"),
    path("w/lists/<kind:kind>/<uuid:uuid>/", staff.item, name="item"),
    path("w/lists/<kind:kind>/<uuid:uuid>/edit/", staff.edit, name="item_edit"),
    path("w/lists/<kind:kind>/<uuid:uuid>/publish/", review.publish, name="publish"),
    path("w/lists/<kind:kind>/<uuid:uuid>/return/", review.give_back, name="give_back"),
    path("w/lists/<kind:kind>/<uuid:uuid>/confirm/", review.confirm, name="confirm"),
    path("w/lists/<kind:kind>/<uuid:uuid>/withdraw/", review.withdraw, name="withdraw"),
]
