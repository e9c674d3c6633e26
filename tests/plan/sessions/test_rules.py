from __future__ import annotations

from datetime import time

import pytest

from ostan.plan.sessions.problem import starts
from ostan.plan.sessions.rules import Rules
from ostan.words.errors import BadInput


def test_the_working_day_is_eight_to_four_in_half_hours() -> None:
    assert Rules().segments == ((0, 16),)
    assert (Rules().slots, Rules().longest, Rules().minute(3)) == (16, 16, 570)


def test_a_break_cuts_the_day_and_no_session_runs_into_it() -> None:
    made = Rules(pause=(time(12), time(13, 15)))
    assert made.segments == ((0, 8), (11, 16))
    assert starts(made.segments, 5) == [0, 1, 2, 3, 11]
    assert (made.slots, made.longest) == (13, 8)


def test_a_break_outside_the_hours_changes_nothing() -> None:
    assert Rules(pause=(time(6), time(7))).segments == ((0, 16),)
    assert Rules(pause=(time(18), time(19))).segments == ((0, 16),)


def test_rules_are_read_from_plain_values() -> None:
    made = Rules.of({"opens": "09:00", "weekdays": [0, 5], "rooms": [{"name": "a", "seats": 20}]})
    assert (made.opens, made.weekdays, made.rooms[0].seats) == (time(9), (0, 5), 20)


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ({"open": "9:00"}, "unknown_rule", "Perhaps “opens” was meant"),
        ({"rooms": [{"name": "a", "seat": 3}]}, "unknown_rule", "“seats”"),
        ({"spread": 0}, "bad_rule", "“spread” cannot be “0”"),
        ({"weekdays": [7]}, "bad_rule", "0 (Saturday) to 6 (Friday)"),
        ({"opens": "16:00", "closes": "16:10"}, "bad_rule", "no slot fits"),
        ({"pause": ["13:00", "12:00"]}, "bad_rule", "begin before it ends"),
        ({"rooms": [{"name": "a", "seats": 3}] * 2}, "bad_rule", "a name of its own"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(
    data: dict[str, object], code: str, words: str
) -> None:
    with pytest.raises(BadInput) as caught:
        Rules.of(data)
    assert any(
        f.code == code and words in f.sentence.en and f.sentence.fa for f in caught.value.findings
    )


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        Rules.of({"spread": 2, "slot_minutes": 1, "oben": 1})
    assert len(caught.value.findings) == 3
