"""The addresses of asking for help and of following what was asked."""

from types import SimpleNamespace

from members.models import User
from projects.actions.requests import ask
from projects.models import Category, Request
from tests.conftest import at
from tests.contract.row import Named, Row

# A draft and a request are opened by the browser that wrote or opened them; to any other, whoever
# is signed in there, every page leads back to the beginning.
NO_DRAFT: Named = lambda side: {"token": "no-such-draft"}  # noqa: E731 - reads as the others do

ROWS: list[Row] = [
    Row("projects:ask", get="EVERYBODY", post="EVERYBODY"),
    Row("projects:ask_what", get="LED_ON", post="LED_ON", record=NO_DRAFT),
    Row("projects:ask_where", get="LED_ON", post="LED_ON", record=NO_DRAFT),
    Row("projects:ask_similar", get="LED_ON", record=NO_DRAFT),
    Row("projects:ask_contact", get="LED_ON", post="LED_ON", record=NO_DRAFT),
    Row("projects:ask_photos", get="LED_ON", post="LED_ON", record=NO_DRAFT),
    Row("projects:ask_check", get="LED_ON", post="LED_ON", record=NO_DRAFT),
    Row("projects:ask_done", get="LED_ON", record=NO_DRAFT),
    Row("projects:track", get="EVERYBODY", post="EVERYBODY"),
    Row("projects:track_mine", get="LED_ON"),
    Row("projects:track_confirm", get="LED_ON", post="LED_ON"),
    Row("projects:track_reopen", get="LED_ON", post="LED_ON"),
    Row("projects:track_withdraw", get="LED_ON", post="LED_ON"),
    Row("projects:track_leave", post="LED_ON"),
]
UPLOADS: list[str] = []
# What of a resident the public must never read.
WORDS, PLACE, CALLED, PHONE = "慕容家里的事", "令狐胡同 3 号", "公孙阿姨", "13898760009"


def furnish(side: SimpleNamespace, by: User) -> None:
    """A resident of this side has asked for something."""
    request = Request(area=side.grid, text=WORDS, place=PLACE, name=CALLED)
    request.category = Category.objects.get(code="facilities")
    side.asked = ask(request, phone=PHONE, by=None, now=at("2026-11-01"))
