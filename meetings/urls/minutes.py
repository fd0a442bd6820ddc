"""The addresses of minutes and resolutions."""

from django.urls import path

from meetings.resolutions.verbs import VERBS
from meetings.views import minutes, phone_resolutions, resolutions, resolving

MINUTES = "w/meetings/<uuid:uuid>/minutes/"
RESOLUTION = "w/resolutions/<uuid:uuid>/"

MINUTES_URLS = [
    path("l/meetings/<uuid:uuid>/minutes/", phone_resolutions.minutes, name="phone_minutes"),
    path("l/resolutions/", phone_resolutions.my_resolutions, name="my_resolutions"),
    path("l/resolutions/<uuid:uuid>/", phone_resolutions.my_resolution, name="my_resolution"),
    *(
        path(
            f"l/resolutions/<uuid:uuid>/{verb.key}/",
            phone_resolutions.my_act,
            {"verb": verb.key},
            name=f"my_resolution_{verb.key}",
        )
        for verb in VERBS.values()
        if verb.by_unit
    ),
    path(MINUTES, minutes.minutes, name="minutes"),
    path(f"{MINUTES}check/", minutes.check, name="minutes_check"),
    path(f"{MINUTES}correct/", minutes.correct, name="minutes_correct"),
    path(f"{MINUTES}discard/", minutes.discard, name="minutes_discard"),
    path(f"{MINUTES}versions/<int:number>/", minutes.version, name="minutes_version"),
    path(f"{MINUTES}items/<uuid:item>/resolve/", resolving.resolve, name="resolve"),
    path(f"{MINUTES}items/<uuid:item>/strike/", minutes.item_strike, name="minutes_item_strike"),
    path(f"{MINUTES}resolutions/<uuid:key>/", resolving.mend, name="resolution_mend"),
    path(f"{MINUTES}resolutions/<uuid:key>/strike/", resolving.strike, name="resolution_strike"),
    path("w/resolutions/", resolutions.resolution_list, name="resolutions"),
    path(RESOLUTION, resolutions.resolution, name="resolution"),
    path(f"{RESOLUTION}project/", resolutions.project_new, name="resolution_project"),
    *(
        path(f"{RESOLUTION}{verb}/", resolutions.act, {"verb": verb}, name=f"resolution_{verb}")
        for verb in VERBS
    ),
]
