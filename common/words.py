"""What people type into a search box."""

import re

LONGEST = 60  # characters
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")  # PostgreSQL takes no NUL


def searched_for(text: str) -> str:
    """At most LONGEST characters, one blank between words; control characters only separate."""
    return " ".join(CONTROLS.sub(" ", text).split())[:LONGEST]
