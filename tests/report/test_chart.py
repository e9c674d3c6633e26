"""Charts: text stays text, bars grow from the right in Persian, maps are never mirrored."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import polars as pl
import pytest

from ostan.report.blocks import Name
from ostan.report.chart import Bar, Tile, bars, compact, tiles
from ostan.report.tiles import layout, positions
from ostan.words.text import Text

UNIT = Text("ساعت در سال", "hours a year")
ITEMS = [
    Bar(Name("شورای یکم (استان)", "First council"), 120, 60, 240),
    Bar(Name("ستاد دوم", "Second"), 80),
    Bar(Name("سوم", "Third"), 0, soft=True),
]


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return bars("x", ITEMS, "hours/year", UNIT, [200])


def texts(svg: str) -> dict[str, ET.Element]:
    return {"".join(t.itertext()): t for t in ET.fromstring(svg).iter("text")}


def paths(svg: str, fill: str) -> list[list[float]]:
    """Return the horizontal ends of each drawn area of a colour."""
    found = []
    for path in ET.fromstring(svg).iter("path"):
        if f"fill: {fill}" in path.attrib.get("style", ""):
            xs = [float(x) for x in re.findall(r"[ML] ([\d.]+) ", path.attrib["d"])]
            found.append([min(xs), max(xs)])
    return found


def test_names_and_numbers_are_text(drawn) -> None:
    assert {"شورای یکم (استان)", "ستاد دوم", "۱۲۰", "ساعت در سال"} <= set(texts(drawn["fa"]))
    assert {"First council", "120", "hours a year"} <= set(texts(drawn["en"]))


def test_digits_of_axes_are_those_of_the_language(drawn) -> None:
    assert not any(re.search("[0-9]", t) for t in texts(drawn["fa"]))
    assert not any(re.search("[۰-۹]", t) for t in texts(drawn["en"]))


def test_bars_start_on_the_side_where_reading_starts(drawn) -> None:
    fa, en = paths(drawn["fa"], "#1f6f78"), paths(drawn["en"], "#1f6f78")
    assert len(fa) == len(en) == 2
    assert {e[1] for e in fa} == {max(e[1] for e in fa)}
    assert {e[0] for e in en} == {min(e[0] for e in en)}
    # Mirror images: what grows to the left in Persian grows as far to the right in English.
    for one, other in zip(fa, en, strict=True):
        assert one[1] - one[0] == pytest.approx(other[1] - other[0], abs=0.1)


def test_the_length_of_a_bar_is_its_value(drawn) -> None:
    long, short = (e[1] - e[0] for e in paths(drawn["en"], "#1f6f78"))
    assert long / short == pytest.approx(120 / 80, rel=0.01)


def test_labels_stand_on_the_side_where_reading_starts(drawn) -> None:
    name, value = texts(drawn["fa"])["ستاد دوم"], texts(drawn["fa"])["۸۰"]
    assert float(name.attrib["x"]) > float(value.attrib["x"])
    # In text that runs from the right, `start` is the right end.
    assert "text-anchor: start" in name.attrib["style"] or "text-anchor" not in name.attrib["style"]
    name, value = texts(drawn["en"])["Second"], texts(drawn["en"])["80"]
    assert float(name.attrib["x"]) < float(value.attrib["x"])


def test_ids_carry_the_language_and_name(drawn) -> None:
    for lang in ("fa", "en"):
        ids = re.findall(r'\bid="([^"]+)"', drawn[lang])
        assert all(i.startswith(f"{lang}-x-") for i in ids)
        assert f'aria-labelledby="{lang}-x-caption"' in drawn[lang]


def test_nothing_of_the_maker_or_the_moment_is_left(drawn) -> None:
    for word in ("matplotlib", "metadata", "DOCTYPE", "<?xml", "font-family", "DejaVu"):
        assert word not in drawn["fa"]


def test_the_same_items_give_the_same_bytes(drawn) -> None:
    assert bars("x", ITEMS, "hours/year", UNIT, [200]) == drawn


@pytest.mark.parametrize("name", ["$x^2$", "<b>&", "\\frac", "中文 😀", "a" * 300])
def test_any_name_can_be_drawn(name) -> None:
    made = bars("x", [Bar(Name(name, name), 1)], "count", UNIT)
    assert any(name[:5] in t for t in texts(made["en"]))


def test_a_chart_of_zeros_is_drawn() -> None:
    assert "۰" in texts(bars("x", [Bar("a", 0)], "count", UNIT)["fa"])


def test_a_map_is_never_mirrored() -> None:
    items = [Tile(Name("باختر", "West"), 0, 0, 1), Tile(Name("خاور", "East"), 0, 1, 5)]
    made = tiles("m", items, "count")
    fa, en = texts(made["fa"]), texts(made["en"])
    assert float(fa["باختر"].attrib["x"]) < float(fa["خاور"].attrib["x"])
    assert fa["باختر"].attrib["x"] == en["West"].attrib["x"]


def test_a_tile_shows_its_number_and_an_unknown_one_says_so() -> None:
    items = [Tile(Name("الف", "A"), 0, 0, 98), Tile(Name("ب", "B"), 0, 1, None)]
    assert {"۹۸", "نامعلوم"} <= set(texts(tiles("m", items, "people")["fa"]))


def test_every_province_of_the_sample_has_a_tile_of_its_own(sample) -> None:
    provinces = sample["places"].filter(pl.col("level") == "province")
    found = positions(provinces["iso"].to_list())
    assert len(set(found)) == provinces.height == len(layout()) == 31


def test_the_tiles_lie_roughly_as_the_provinces_do() -> None:
    at = layout()
    # West to east, then north to south, over well-known neighbours.
    for west, east in pairwise(("IR-05", "IR-13", "IR-23", "IR-20", "IR-09")):
        assert at[west][1] < at[east][1]
    for north, south in pairwise(("IR-02", "IR-23", "IR-10", "IR-07")):
        assert at[north][0] < at[south][0]


def test_places_without_a_layout_fill_a_compact_grid() -> None:
    assert positions(["XX-1", None, "XX-2"]) == [(0, 0), (0, 1), (0, 2)]
    assert len(set(compact(100))) == 100
    assert max(column for _, column in compact(100)) == 6
