"""Every noun is read back as what it is; what is no noun is refused with those that are."""

from __future__ import annotations

import pytest

from ostan.plan.nouns import NOUNS, read_plan
from ostan.words.errors import BadInput


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_named_is_there(noun: str) -> None:
    found = NOUNS[noun]
    assert found.goals.noun == noun
    assert found.plan.model_fields["noun"].default == noun
    assert callable(found.planner)


def test_another_noun_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        read_plan('{"noun": "ministers"}')
    assert "ministers" in str(caught.value)
    assert "councils" in str(caught.value)
