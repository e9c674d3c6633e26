"""A directory of public bodies, dirty as it is, through a map; what was decided of them and came of it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from ostan.country.country import Country
from ostan.files.source import load
from ostan.words.errors import BadInput

pytestmark = pytest.mark.slow

PLAIN = ('text = "department: {Department}"', 'column = "Department"')
"""What gives departments ids of their own, and what would not."""

STATED = {
    "national_lottery_commission": "gambling_commission",
    "pension_protection_fund_ombudsman": "pensions_ombudsman",
}
"""Mergers of which the directory says between whom, both being in it."""
INFERRED = {"uk_sport": "sport_england"}
"""Both are marked to merge, and no other of their department is that is not spoken for."""


def text_of(root: Path, year: int) -> str:
    path = root / "docs" / "guides" / "maps" / "uk_public_bodies.toml"
    return path.read_text(encoding="utf-8").replace('year = "2012"', f'year = "{year}"')


def bodies(country: Country) -> pl.DataFrame:
    return country["units"].filter(legal_form="ministry_unit")


@pytest.fixture(scope="module")
def years(root: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Country]:
    """The directory of each year."""
    found = {}
    for year in (2012, 2013):
        path = tmp_path_factory.mktemp("maps") / f"bodies_{year}.toml"
        path.write_text(text_of(root, year), encoding="utf-8")
        found[year] = load(shared / "uk_public_bodies", map=path).country
    return found


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """The page that states the figures."""
    return (root / "docs" / "background" / "uk-public-bodies.md").read_text(encoding="utf-8")


def cells(page: str, label: str) -> list[str]:
    """Return the cells after the English label of a row of the page's tables."""
    (row,) = re.findall(rf"^\|[^|]*\| {re.escape(label)} \|(.*)\|$", page, re.M)
    return [c.strip() for c in row.split("|")]


def refused(
    root: Path, shared: Path, folder: Path, year: int, *edits: tuple[str, str]
) -> Counter[str]:
    """Return the codes of all faults that a map with some of its cleaning taken out tells at once."""
    text = text_of(root, year)
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = folder / "plain.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load(shared / "uk_public_bodies", map=path)
    errors = [f for f in caught.value.findings if f.severity.value == "error"]
    assert all(f.where or f.came for f in errors)
    return Counter(f.code for f in errors)


def test_without_its_cleaning_every_fault_is_told_at_once(
    root: Path, shared: Path, tmp_path: Path, page: str
) -> None:
    staff = re.search(r"^pattern = .*\nvalues = .*\nkeep = true\n", text_of(root, 2012), re.M)
    assert staff
    told = refused(root, shared, tmp_path, 2012, (staff[0], ""))
    with (shared / "uk_public_bodies" / "directory_2012_2013.csv").open(encoding="utf-8") as file:
        raw = [r["staff_fte"].strip() for r in csv.DictReader(file) if r["year"] == "2012"]
    bad = [v for v in raw if not re.fullmatch(r"\d+", v)]
    fractions = [v for v in bad if re.fullmatch(r"\d+\.\d+", v)]
    assert told == {"bad_number": len(bad) - len(fractions), "not_whole": len(fractions)}
    doubled = refused(root, shared, tmp_path, 2013, PLAIN)
    assert set(doubled) == {"doubled_key"}
    assert cells(page, "cells of 2012 that are no whole number of people") == [str(len(bad))]
    assert cells(page, "bodies of 2013 that are their own department") == [str(doubled.total())]


def test_staff_is_what_the_cells_say(years: dict[int, Country]) -> None:
    old, new = (dict(bodies(c).select("name_en", "staff").iter_rows()) for c in years.values())
    # Counted with another body; a remark, a fraction, two sums and a comma in the cell.
    assert old["Visit England"] is None
    assert old["Visit Britain"] == 268
    assert old["Independent Safeguarding Authority"] == 254
    assert 1147 + 207 in old.values()
    assert new["Serious Organised Crime Agency"] == 3706


def decision(note: str | None) -> str:
    """Return a decision without its star and what follows it."""
    word = (note or "-").rstrip("*")
    return "Merge" if word.startswith("Merge") else word


DECISIONS = {
    "Retain": "retain",
    "Retain and substantially reform": "retain and reform",
    "Merge": "merge",
    "No longer an NDPB": "no longer a public body of this kind",
    "Under consideration": "under consideration",
    "-": "none stated",
}


def test_the_page_states_what_was_decided_and_what_came_of_it(
    years: dict[int, Country], page: str
) -> None:
    old, new = bodies(years[2012]), bodies(years[2013])
    there = set(new["unit"])
    found = {word: [0, 0, 0] for word in DECISIONS.values()}
    for unit, note in old.select("unit", "note").iter_rows():
        counts = found[DECISIONS[decision(note)]]
        counts[0] += 1
        counts[1 if unit in there else 2] += 1
    assert {w: cells(page, w) for w in found} == {w: list(map(str, n)) for w, n in found.items()}
    total = [str(sum(n[k] for n in found.values())) for k in range(3)]
    assert cells(page, "all") == total
    ndpb = new.filter(pl.col("kind").str.contains("NDPB"))
    departments = old["ministry"].n_unique()
    assert cells(page, "bodies in 2012, their departments") == [f"{old.height}, {departments}"]
    assert cells(page, "bodies in 2013, of them of the kinds of 2012") == [
        f"{new.height}, {ndpb.height}"
    ]
    fresh = set(ndpb["unit"]) - set(old["unit"])
    assert cells(page, "of the kinds of 2012 and new in 2013") == [str(len(fresh))]


def test_the_page_names_who_is_decided_otherwise_in_2013(
    years: dict[int, Country], page: str
) -> None:
    old = bodies(years[2012]).select("unit", "name_en", was="note")
    both = old.join(bodies(years[2013]).select("unit", now="note"), on="unit")
    other = [n for _, n, was, now in both.iter_rows() if decision(was) != decision(now)]
    assert cells(page, "there in both years with another decision in 2013") == [str(len(other))]
    gone = set(old["unit"]) - set(both["unit"])
    rest = old.filter(pl.col("unit").is_in(list(gone)))
    kept = [n for _, n, was in rest.iter_rows() if decision(was) != "No longer an NDPB"]
    assert all(name in page for name in kept)


def test_the_mergers_of_the_review(years: dict[int, Country], page: str) -> None:
    old, new = bodies(years[2012]), bodies(years[2013])
    marked = {u for u, n in old.select("unit", "note").iter_rows() if decision(n) == "Merge"}
    pairs = {**STATED, **INFERRED}
    ministry = dict(old.select("unit", "ministry").iter_rows())
    assert {*pairs, *pairs.values()} <= marked
    assert all(ministry[a] == ministry[b] for a, b in pairs.items())
    sizes = old.group_by("ministry").len()["len"]
    possible = sum(n * (n - 1) // 2 for n in sizes)
    assert cells(page, "bodies marked to merge") == [str(len(marked))]
    assert cells(page, "pairs of bodies that merge, both in the directory") == [str(len(pairs))]
    assert cells(page, "pairs within one department") == [str(possible)]
    assert cells(page, "of those pairs, still two bodies in 2013") == [
        str(sum({a, b} <= set(new["unit"]) for a, b in pairs.items()))
    ]
    names = dict(old.select("unit", "name_en").iter_rows())
    assert all(names[u] in page for u in marked)
    alone = marked - {*pairs, *pairs.values()}
    gone = [u for u in alone if u not in set(new["unit"])]
    assert gone == ["independent_safeguarding_authority"]
