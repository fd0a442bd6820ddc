"""The addresses of the three lists."""

from django.urls import path

from common.doors import staff_door
from common.sheets.urls import urls as sheet_urls
from projects.importers.lists import IMPORTERS
from projects.items.converters import KINDS
from projects.views import duplicates, flags, phone, public, review, revisions, rounds, staff

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
    path("s/<uuid:uuid>/wrong/", flags.flag_item, name="flag_item"),
    path("s/<uuid:uuid>/wrong/thanks/", flags.flag_done, name="flag_done"),
    path("l/edits/<uuid:uuid>/", revisions.my_revision, name="my_revision"),
    path(
        "l/edits/<uuid:uuid>/withdraw/", revisions.my_revision_withdraw, name="my_revision_withdraw"
    ),
    path("l/flags/<uuid:uuid>/", flags.my_flag, name="my_flag"),
    path("l/rounds/<uuid:uuid>/", rounds.my_round, name="my_round"),
    path("w/edits/", revisions.revision_list, name="revision_list"),
    path("w/edits/<uuid:uuid>/", revisions.revision, name="revision"),
    path("w/edits/<uuid:uuid>/accept/", revisions.revision_accept, name="revision_accept"),
    path("w/edits/<uuid:uuid>/refuse/", revisions.revision_refuse, name="revision_refuse"),
    path("w/flags/", flags.flag_list, name="flag_list"),
    path("w/flags/<uuid:uuid>/", flags.flag, name="flag"),
    path("w/rounds/", rounds.round_list, name="round_list"),
    path("w/rounds/open/", rounds.round_open, name="round_open"),
    path("w/rounds/<uuid:uuid>/", rounds.round_page, name="round"),
    path("w/rounds/<uuid:uuid>/to/<slug:to>/", rounds.round_move, name="round_move"),
    path("w/rounds/<uuid:uuid>/agree/", rounds.round_agree, name="round_agree"),
    path("w/rounds/<uuid:uuid>/dates/", rounds.round_dates, name="round_dates"),
    path("w/lists/<kind:kind>/merge/", duplicates.merge_many, name="merge_many"),
    path("w/lists/<kind:kind>/new/", staff.new, name="item_new"),
    path("w/lists/<kind:kind>/publish/", review.publish_many, name="publish_many"),
    path("w/lists/<kind:kind>/<uuid:uuid>/", staff.item, name="item"),
    path("w/lists/<kind:kind>/<uuid:uuid>/edit/", staff.edit, name="item_edit"),
    path("w/lists/<kind:kind>/<uuid:uuid>/publish/", review.publish, name="publish"),
    path("w/lists/<kind:kind>/<uuid:uuid>/return/", review.give_back, name="give_back"),
    path("w/lists/<kind:kind>/<uuid:uuid>/confirm/", review.confirm, name="confirm"),
    path("w/lists/<kind:kind>/<uuid:uuid>/withdraw/", review.withdraw, name="withdraw"),
]
