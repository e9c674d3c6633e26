from __future__ import annotations

from datetime import time

import pytest

from ostan.plan.sessions.office import rules_of
from ostan.plan.sessions.problem import starts
from ostan.plan.sessions.rules import Rules
from ostan.words.errors import BadInput
from ostan.words.text import Text


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


def test_rules_are_read_as_an_office_writes_them() -> None:
    data = {
        "weekdays": ["شنبه", "sunday", "سه شنبه", 4],
        "opens": 9,
        "closes": "۱۳:۳۰",
        "pause": ["11", "11:30"],
        "rooms": {"سالن": 60, "دفتر": 20},
    }
    made = Rules.of(data)
    assert made.weekdays == (0, 1, 3, 4)
    assert (made.opens, made.closes) == (time(9), time(13, 30))
    assert made.pause == (time(11), time(11, 30))
    assert [(r.name, r.seats) for r in made.rooms] == [("سالن", 60), ("دفتر", 20)]


def test_what_is_said_beside_the_table_goes_before_it() -> None:
    table = {"opens": "7:00", "closes": "20:00", "spread": 0.5, "rooms": {"a": 5}}
    made = rules_of(table, "۸-۱۴", ["سالن: ۴۰"], ["chief"], lambda p: f"{p}@x")
    assert (made.opens, made.closes, made.spread) == (time(8), time(14), 0.5)
    assert [(r.name, r.seats) for r in made.rooms] == [("سالن", 40)]
    assert made.quiet_for == ("chief@x",)
    assert rules_of(table) == Rules.of(table)
    assert rules_of({}, "8:30 تا 13").closes == time(13)


def test_everything_wrong_beside_the_table_is_said_at_once() -> None:
    def unknown(post: str) -> str:
        raise BadInput.of("unknown_name", Text(post, post))

    with pytest.raises(BadInput) as caught:
        rules_of({"quiet_for": ["y"], "spread": 2}, "14", ["hall", ":3"], (), unknown)
    came = [f.came for f in caught.value.findings]
    assert came == ["14", "hall", ":3", None, "2"]


def test_a_part_that_is_wrong_is_said_once() -> None:
    with pytest.raises(BadInput) as caught:
        Rules.of({"weekdays": ["Fryday"]})
    (finding,) = caught.value.findings
    assert "names of days" in finding.sentence.en
    assert "نام روزها" in finding.sentence.fa


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
