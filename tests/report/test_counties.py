"""The line of the first page on counties: counted where they are loaded, silent where they are not."""

from __future__ import annotations

from datetime import date

import pytest
from tests.measure.registers import frame
from tests.report import dom
from tests.report.conftest import small

from ostan.country.country import Country
from ostan.report import html
from ostan.report.blocks import Figure
from ostan.report.inputs import Inputs
from ostan.report.sections import counties

DAY = date(2026, 1, 1)


def loaded() -> Country:
    """The small country with two counties of `a`: three active councils, two posts, three powers."""
    base = small()
    county = {"level": "county", "parent": "a"}
    places = [{"place": p, "name_fa": f"شهرستان {p}", **county} for p in ("a1", "a2")]
    council = {"kind": "council", "elected": False, "chair_delegable": "unknown"}
    councils = [
        {"council": f"{t}@{p}", "type": t, "place": p, "status": s, **council}
        for t, p, s in (
            ("k", "a1", "active"), ("k", "a2", "active"), ("l", "a1", "active"),
            ("m", "a1", "dormant"),
        )
    ]  # fmt: skip
    units = [
        {"unit": f"u@{p}", "type": "u", "kind": "u", "legal_form": "other", "place": p}
        for p in ("a1", "a2")
    ]
    posts = [
        {"post": f"{t}@{p}", "type": t, "unit": f"u@{p}", "holders": 1, "status": s}
        for t, p, s in (("h", "a1", "active"), ("h", "a2", "active"), ("g", "a2", "closed"))
    ]
    power = {"matter": "x", "holder_kind": "unit", "holder": "u@a1", "role": "duty"}
    powers = [
        {"power": f"w{i}", "place": p, "valid_from": start, "valid_to": end, **power}
        for i, (p, start, end) in enumerate(
            [
                ("a1", None, None), ("a2", None, DAY), ("a2", DAY, None),
                ("a1", None, date(2025, 12, 31)), ("a1", date(2026, 1, 2), None), ("a", None, None),
            ]
        )
    ]  # fmt: skip
    more = {
        "places": places, "councils": councils, "units": units, "posts": posts, "powers": powers,
    }  # fmt: skip
    rows = {n: f.to_dicts() for n, f in base.tables.items() if f.height}
    return Country.of({n: frame(n, [*rows.get(n, []), *more.get(n, [])]) for n in {**rows, **more}})


def figures(country: Country, place: str) -> list[list[str]]:
    said = counties.line(Inputs(country, DAY, place, (), "", ""))
    return [[v.text.en for v in line.values.values() if isinstance(v, Figure)] for line in said]


def test_councils_posts_and_powers_of_counties_are_counted() -> None:
    counted = [["2", "3", "2", "2", "3"]]
    assert figures(loaded(), "a") == counted
    assert figures(loaded(), "land") == counted


def test_where_there_is_no_county_nothing_is_said() -> None:
    assert figures(loaded(), "b") == []
    assert figures(loaded(), "a1") == []
    assert figures(small(), "a") == []


@pytest.mark.slow
def test_the_page_says_it_in_both_languages_and_names_the_level_once() -> None:
    page = html(loaded(), DAY, "a", found=())
    assert "counties of this province" in page
    assert "شهرستان این استان" in page
    county = dom.parse(html(loaded(), DAY, "a1", found=()))
    heads = [h.text() for h in county.all("h1") + county.all("h2")]
    assert any(h.startswith("شهرستان a1،") for h in heads)
    assert not any("شهرستان شهرستان" in h for h in heads)
