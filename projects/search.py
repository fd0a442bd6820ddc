"""Chinese keyword search without a dictionary: text cut into overlapping pairs of characters.

`search_text` of a record holds the pairs of its words, "公租房" as "公租 租房". A word is in the
text exactly when its own pairs, joined the same way, are in `search_text`; PostgreSQL finds the
candidates by a GIN index over the pairs, SQLite reads them all, and both give the same answer.
"""

import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Q, QuerySet

RUN = re.compile(r"[0-9a-z\u3400-\u9fff]+")  # nothing that LIKE or tsquery would need quoted
MOST_CHARACTERS = 60
MOST_WORDS = 5


def words(text: str) -> list[str]:
    """The searchable words of `text`: lower case, half width; other characters only separate."""
    return RUN.findall(unicodedata.normalize("NFKC", text).lower())


def asked(query: str) -> list[str]:
    """The words of what a visitor typed, each once; what is too long is cut off."""
    return list(dict.fromkeys(words(query[:MOST_CHARACTERS])))[:MOST_WORDS]


def pairs(word: str) -> list[str]:
    """Overlapping pairs of characters; a single character stands alone."""
    return [word[i : i + 2] for i in range(len(word) - 1)] or [word]


def search_text(*texts: str) -> str:
    """What a record with these texts keeps for the search: one line for each run of characters."""
    return "\n".join(" ".join(pairs(word)) for text in texts for word in words(text))


def contains(word: str) -> Q:
    """Rows whose `search_text` holds `word`; needs `searchable()` on the queryset."""
    grams = pairs(word)
    exact = Q(search_text__contains=" ".join(grams))
    if connection.vendor != "postgresql" or len(word) < 2:
        return exact
    query = " & ".join(f"'{gram}'" for gram in grams)
    return Q(search_pairs=SearchQuery(query, config="simple", search_type="raw")) & exact


def searchable(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` with the indexed vector by its name, where the database has one."""
    if connection.vendor != "postgresql":
        return rows
    return rows.alias(search_pairs=SearchVector("search_text", config="simple"))
