"""Real reorganisations as Reforms: every later state of a dated list of departments is reached."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from tests.reform.units import departments
from tests.reform.units.departments import History, Listed, history, listed, reorganisations

from ostan.country.country import Country
from ostan.files.source import load
from ostan.reform.difference import difference
from ostan.reform.reform import Reform

pytestmark = pytest.mark.slow

FIRST = date(1979, 5, 3)
"""The first day of the list: its first event."""
LATER = date(1997, 5, 1)
"""The day of the general election of 1997."""


@pytest.fixture(scope="module")
def read(root: Path, shared: Path) -> tuple[Country, Listed]:
    """The list through its map, and its links."""
    folder = shared / "uk_departments"
    map = root / "docs" / "guides" / "maps" / "uk_departments.toml"
    country = load(folder, map=map).country
    return country, listed(country, folder)


@pytest.fixture(scope="module")
def whole(read: tuple[Country, Listed]) -> History:
    """Everything since the first day."""
    return history(*read, FIRST)


@pytest.fixture(scope="module")
def later(read: tuple[Country, Listed]) -> History:
    """Everything since 1997."""
    return history(*read, LATER)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """The page that states the figures."""
    return (root / "docs" / "background" / "uk-departments.md").read_text(encoding="utf-8")


def test_every_later_state_is_reached(whole: History, later: History) -> None:
    for told in (whole, later):
        assert len(told.states) > 20
        assert [(s.day, s.missing, s.extra) for s in told.states if s.missing or s.extra] == []


def test_a_state_without_one_of_its_changes_is_not_reached(
    read: tuple[Country, Listed], later: History
) -> None:
    # That the comparison can fail: every change that makes, ends or names a department counts.
    _, there = read
    seen = 0
    for state in later.states[:6]:
        for k, change in enumerate(state.reform.changes):
            if change.kind in ("rename_unit", "merge_units"):
                rest = Reform.of([c for j, c in enumerate(state.reform.changes) if j != k])
                made = departments.apply(state.before, rest, assume=["*"]).country
                assert departments.ours(made, state.day) != there.names(state.day)
                seen += 1
    assert seen > 5


def test_equalities_is_where_the_links_say(read: tuple[Country, Listed], whole: History) -> None:
    _, there = read
    chain = [k for k in there.links if k.subject == "equalities"]
    seen = 0
    for state in whole.states:
        units = state.after["units"].filter(status="active").explode("functions")
        (holder,) = units.filter(functions="equalities")["name_en"]
        past = [k for k in chain if k.last < state.day]
        # Of two on one day the second is the one whose first is nobody's second.
        day = [k for k in past if k.first == max(p.first for p in past)] if past else []
        last = [k for k in day if k.new not in {o.old for o in day}]
        begun = min(c.from_ for c in state.reform.changes if c.from_)
        if last and last[0].last >= begun:
            assert holder == there.organisations[last[0].new].name
            seen += 1
    assert seen == len({k.first for k in chain})


def test_the_typed_difference_tells_the_reorganisations(whole: History, page: str) -> None:
    full = 0
    for state in whole.states:
        found = difference(state.before, state.after)
        # A function that passed from what merged into where it merged cannot be seen.
        gone = set(state.after["units"].filter(status="merged")["unit"])
        assert set(found.unsaid["column"]) <= {"functions"}
        assert set(found.unsaid["key"]) <= gone
        made = departments.apply(state.before, found.reform, assume=["*"]).country
        assert departments.ours(made, state.day) == departments.ours(state.after, state.day)
        full += found.unsaid.is_empty()
    assert f"| {full} / {len(whole.states)} |" in page


# The page -----------------------------------------------------------------------------------------


def cells(page: str, label: str) -> list[str]:
    """Return the cells after the English label of a row of the page's tables."""
    (row,) = re.findall(rf"^\|[^|]*\| {re.escape(label)} \|(.*)\|$", page, re.M)
    return [c.strip() for c in row.split("|")]


def test_the_page_states_what_is_counted(
    read: tuple[Country, Listed], whole: History, later: History, page: str
) -> None:
    _, there = read
    both = (whole, later)
    kinds = {
        n: [sum(k.kind == n and k.first > d for k in there.links) for d in (FIRST, LATER)]
        for n in ("Merger", "Demerger", "Name change", "Transfer of functions")
    }
    made = [Counter(c.kind for s in h.states for c in s.reform.changes) for h in both]
    reached = [sum(not s.missing and not s.extra for s in h.states) for h in both]
    rows = {
        "organisations in the list": [len(there.organisations)] * 2,
        "standing on the first day": [len(there.names(d)) for d in (FIRST, LATER)],
        "links": [sum(v[i] for v in kinds.values()) for i in (0, 1)],
        **{f"of them: {n.lower()}": v for n, v in kinds.items()},
        "reorganisations (one Reform each)": [len(h.states) for h in both],
        "changes in them": [sum(m.values()) for m in made],
        **{
            f"of them: `{k}`": [m[k] for m in made]
            for k in ("found_unit", "split_unit", "merge_units", "rename_unit", "move_function")
        },
        "states reached": reached,
        "begin without a link": [len(h.entered) for h in both],
        "end without a link": [len(h.ended) for h in both],
    }
    assert {label: cells(page, label) for label in rows} == {
        label: [str(n) for n in numbers] for label, numbers in rows.items()
    }


def test_the_page_names_every_gap(read: tuple[Country, Listed], whole: History, page: str) -> None:
    _, there = read
    listed_names = {*whole.entered, *whole.ended, *(name for _, name in whole.assumed)}
    assert all(name in page for name in listed_names)
    for how, names in (
        ("begin without a link", whole.entered),
        ("end without a link", whole.ended),
    ):
        (row,) = re.findall(rf"^- \*\*{how}\*\*: (.*)$", page, re.M)
        assert Counter(re.findall(r"“(.*?)”", row)) == Counter(names)
    for word, count in Counter(how for how, _ in whole.assumed).items():
        (row,) = re.findall(rf"^- \*\*{word}\*\*: (.*)$", page, re.M)
        assert len(re.findall(r"“(.*?)”", row)) == count
    ids = Counter(k.id for k in there.links)
    assert f"{sum(n > 1 for n in ids.values())} ids" in page


def test_links_are_put_together_where_their_days_touch(read: tuple[Country, Listed]) -> None:
    _, there = read
    groups = reorganisations(there.links)
    assert sum(map(len, groups)) == len(there.links)
    for one, other in pairwise(groups):
        assert max(k.last for k in one) + departments.DAY < other[0].first
    assert pl.Series([g[0].first for g in groups]).is_sorted()
