"""A Reform and its JSON: nothing is lost, and everything wrong is told at once."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.legal import MOVES
from ostan.country.tables import (
    COUNCIL_FUNCTIONS,
    COUNCIL_KINDS,
    MEASURES,
    MODES,
    POWER_ROLES,
    STAFF_FATES,
)
from ostan.reform.change import Change
from ostan.reform.councils.joining import MergeCouncils
from ostan.reform.councils.life import Function, Kind
from ostan.reform.kinds import KINDS, AnyChange
from ostan.reform.powers.holders import Measure, Role
from ostan.reform.reform import Reform
from ostan.reform.services.handing import Mode, StaffFate
from ostan.words.errors import BadInput

NAMES = st.text("abcxyz_-@شورا", min_size=1, max_size=8)
WORDS = st.text("آب و نان“”«»,;=+", min_size=1, max_size=12).filter(lambda t: bool(t.strip()))
"""Text as an office writes it."""


def changes(kind: str) -> st.SearchStrategy[Change]:
    """Return changes of a kind with any values its fields allow; the names refer to nothing."""
    model = KINDS[kind]
    made: dict[str, st.SearchStrategy[Any]] = {
        name: _values(name, field.annotation, field.is_required())
        for name, field in model.model_fields.items()
    }
    if kind == "set_sessions":
        made["sessions_per_year"] = st.floats(0, 1000)
    return st.fixed_dictionaries(made | {"kind": st.just(kind)}).map(model.model_validate)


def _values(name: str, annotation: Any, required: bool) -> st.SearchStrategy[Any]:
    if name in ("from_", "day"):
        days = st.dates()
        return st.none() | days if name == "from_" else days
    fixed = {
        "council_kind": st.sampled_from(COUNCIL_KINDS),
        "function": st.sampled_from(COUNCIL_FUNCTIONS),
        "share": st.floats(0, 1, exclude_min=True),
        "hours_per_session": st.none() | st.floats(0, 24),
        "functions_end": st.booleans(),
        "unlimited": st.booleans(),
        "unconditional": st.booleans(),
        "may_delegate": st.booleans(),
        "role": st.sampled_from(POWER_ROLES),
        "measure": st.none() | st.sampled_from(MEASURES),
        "mode": st.sampled_from(get_args(Mode)),
        "staff_to": st.none() | st.sampled_from(STAFF_FATES),
    }
    if name in fixed:
        return fixed[name]
    if "tuple" in str(annotation):
        return st.lists(NAMES, min_size=int(required), max_size=3)
    if name in ("staff", "budget_per_year", "fee"):
        return st.none() | st.integers(0, 1000)
    if "float" in str(annotation):
        return st.none() | st.floats(0, 1000)
    text = WORDS if name in ("reason", "name_fa", "name_en") else NAMES
    return st.none() | text if "None" in str(annotation) else text


REFORMS = st.builds(
    Reform.of,
    st.lists(st.sampled_from(list(KINDS)).flatmap(changes), max_size=5),
    st.none() | NAMES,
    st.none() | WORDS,
)
"""Reforms whose names refer to nothing: for what concerns their form only."""


def test_kinds_are_the_moves_that_rules_speak_of() -> None:
    assert list(KINDS) == [m for m in MOVES if m in KINDS]
    for kind, model in KINDS.items():
        assert model.model_fields["kind"].default == kind
    assert members(AnyChange) == set(KINDS.values())


def members(union: Any) -> set[type[Change]]:
    """Return the kinds of a union, of those within it too."""
    if isinstance(union, type):
        return {union}
    return {
        m
        for part in get_args(union)
        if get_args(part) or isinstance(part, type)
        for m in members(part)
    }


def test_words_of_fields_are_those_of_the_tables() -> None:
    assert get_args(Kind) == COUNCIL_KINDS
    assert get_args(Function) == COUNCIL_FUNCTIONS
    assert (get_args(Role), get_args(Measure)) == (POWER_ROLES, MEASURES)
    assert ["state", *get_args(Mode)] == MODES
    assert get_args(StaffFate) == STAFF_FATES


@pytest.mark.parametrize("model", KINDS.values())
def test_every_field_is_described_in_both_languages(model: type[Change]) -> None:
    for field in model.model_fields:
        if field != "kind":
            meaning = model.meaning(field)
            assert meaning.fa != meaning.en
            assert min(len(meaning.fa), len(meaning.en)) > 1
    assert set(model.binds) <= set(model.model_fields)


@settings(max_examples=15, deadline=None)
@given(REFORMS)
def test_json_gives_the_same_reform(reform: Reform) -> None:
    again = Reform.loads(reform.dumps())
    assert again == reform
    assert again.digest == reform.digest
    assert Reform.read(reform.data()) == reform


@settings(max_examples=20, deadline=None)
@given(REFORMS, REFORMS)
def test_digest_tells_changes_apart_and_nothing_else(a: Reform, b: Reform) -> None:
    assert (a.digest == b.digest) == (a.changes == b.changes)
    assert Reform.of(a.changes, "another", "title").digest == a.digest


@settings(max_examples=20, deadline=None)
@given(REFORMS, REFORMS)
def test_compose_and_without_are_inverse(a: Reform, b: Reform) -> None:
    both = a.compose(b)
    assert both.changes == a.changes + b.changes
    assert both.without(*range(len(a), len(both))) == a
    assert both.without(*range(-len(both), -len(b))).changes == b.changes


def test_a_reform_cannot_be_changed() -> None:
    reform = Reform.of([MergeCouncils(host="a", councils=("b",))])
    with pytest.raises(ValueError, match="frozen"):
        reform.changes[0].host = "c"  # type: ignore[union-attr]


def test_everything_wrong_is_told_at_once_with_its_place() -> None:
    given = {
        "version": "1",
        "changes": [
            {"kind": "merge_council", "host": "a", "councils": ["b"]},
            {"kind": "merge_councils", "hosts": "a", "councils": []},
            {"kind": "set_sessions", "council": "a"},
            {"kind": "end_council", "council": "a", "day": "tomorrow"},
            {"kind": "decide_in_writing", "council": "a", "share": 1.5},
            {"kind": "found_council", "council_kind": "club"},
            {"host": "a"},
            "merge",
        ],
    }
    with pytest.raises(BadInput) as caught:
        Reform.loads(json.dumps(given))
    found = {(f.where[0].row, f.where[0].column): f for f in caught.value.findings}
    assert "merge_councils" in found[1, "kind"].sentence.en
    assert "host" in found[2, "hosts"].sentence.en
    assert found[2, "hosts"].came == "a"
    assert found[2, "host"].code == "missing_field"
    assert found[2, "councils"].code == "bad_field"
    assert "hours_per_session" in found[3, None].sentence.en
    assert "2026-03-21" in found[4, "day"].sentence.fa
    assert found[5, "share"].came == "1.5"
    assert "working_group" in found[6, "council_kind"].sentence.en
    assert {(7, "kind"), (8, None)} <= set(found)
    assert all("{" not in f.sentence.fa + f.sentence.en for f in caught.value.findings)


@pytest.mark.parametrize(
    "text", ["", "{", "3", '"merge"', '{"changes": 3}', '{"version": "2"}', '{"change": []}']
)
def test_what_is_no_reform_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Reform.loads(text)
