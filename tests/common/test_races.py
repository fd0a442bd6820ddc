"""Of two who do the same thing at once, the second is told so."""

import pytest
from django.core.exceptions import ValidationError

from common.races import TakenMeanwhile, first_come
from projects.models import Synonym


def test_what_a_unique_constraint_refuses_is_told_and_nothing_is_written(category):
    @first_come()
    def add(*words: str) -> None:
        for word in words:
            Synonym.objects.create(category=category, word=word)

    add("送面")
    with pytest.raises(TakenMeanwhile, match="刚刚已有人办理了同一件事"):
        add("送汤", "送面")
    assert not Synonym.objects.filter(word="送汤").exists()


def test_what_the_action_refuses_itself_stays_as_it_is(db):
    with pytest.raises(ValidationError, match="不行"), first_come():
        raise ValidationError("不行")
