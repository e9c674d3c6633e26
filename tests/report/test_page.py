"""The page: one file that needs nothing else, whole in both languages, the same bytes twice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.report import dom
from tests.report.conftest import HOSTILE, small

from ostan.country.country import Country
from ostan.measure.councils import if_monthly, post_hours
from ostan.measure.councils.law import who_may_change
from ostan.measure.powers import power_faults
from ostan.measure.units import administrative_council, single_ministry_councils
from ostan.report import default_place, html
from ostan.report.page import SECTIONS, inputs_of
from ostan.words import formats
from ostan.words.errors import BadInput

pytestmark = pytest.mark.slow

DAY = date(2026, 1, 1)
LANGS = ("fa", "en")


def sections(tree: dom.Node, lang: str) -> list[dom.Node]:
    return tree.all("section", lang=lang)


def isolated(node: dom.Node) -> bool:
    return node.tag in {"bdi", "code", "style"}


# Self-contained ------------------------------------------------------------------------------


def test_nothing_is_fetched(tree: dom.Node) -> None:
    for node in tree.walk():
        assert node.tag not in {
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
        }
        assert not any(a.startswith("on") for a in node.attrs)
        for name in ("src", "href", "xlink:href", "data", "poster", "srcset", "action"):
            assert node.attrs.get(name, "#").startswith("#")


def test_the_style_asks_for_nothing_but_the_fonts_inside_it(tree: dom.Node) -> None:
    style = tree.all("style")[0].text()
    assert "@import" not in style
    addresses = re.findall(r"url\(([^)]{0,40})", style)
    assert len(addresses) == 2
    assert all(a.startswith("data:font/woff2;base64,") for a in addresses)


def test_no_address_but_the_namespaces_of_svg(page: str) -> None:
    found = set(re.findall(r"https?://[^\s\"'<]+", page))
    assert found <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_ids_are_unique_and_every_reference_is_kept(tree: dom.Node) -> None:
    ids = [n.attrs["id"] for n in tree.walk() if "id" in n.attrs]
    assert len(ids) == len(set(ids))
    for node in tree.walk():
        for name in ("aria-labelledby", "for"):
            assert node.attrs.get(name, ids[0]) in ids
        if node.attrs.get("href", "").startswith("#"):
            assert node.attrs["href"][1:] in ids
        for inside in re.findall(r"url\(#([^)]+)\)", " ".join(node.attrs.values())):
            assert inside in ids


def test_the_file_is_of_a_size_that_can_be_sent(page: str) -> None:
    assert len(page.encode()) < 900_000


# Both languages ------------------------------------------------------------------------------


def test_each_language_has_every_section(tree: dom.Node) -> None:
    for lang, direction in (("fa", "rtl"), ("en", "ltr")):
        found = sections(tree, lang)
        assert len(found) == len(SECTIONS)
        assert all(s.attrs["dir"] == direction for s in found)
    html_element = tree.all("html")[0]
    assert (html_element.attrs["lang"], html_element.attrs["dir"]) == ("fa", "rtl")


def test_both_languages_say_as_much(tree: dom.Node) -> None:
    for fa, en in zip(sections(tree, "fa"), sections(tree, "en"), strict=True):
        for tag in ("p", "li", "table", "tr", "th", "td", "svg", "h1", "h2", "h3", "summary"):
            assert len(fa.all(tag)) == len(en.all(tag)), (fa.attrs["id"], tag)


def test_nothing_that_speaks_is_empty(tree: dom.Node) -> None:
    for lang in LANGS:
        for section in sections(tree, lang):
            for tag in ("p", "li", "th", "td", "h1", "h2", "h3", "caption", "summary"):
                for node in section.all(tag):
                    assert node.text().strip(), (section.attrs["id"], tag)


def test_digits_are_those_of_the_language(tree: dom.Node) -> None:
    for section in sections(tree, "fa"):
        assert not re.findall(r"[^\n]{0,40}[0-9][^\n]{0,20}", section.text(isolated))
    for section in sections(tree, "en"):
        assert not re.findall(r"[^\n]{0,40}[۰-۹٠-٩][^\n]{0,20}", section.text(isolated))


def test_persian_letters_stand_apart_in_english(tree: dom.Node) -> None:
    for section in sections(tree, "en"):
        assert not re.findall(r"[^\n]{0,20}[\u0620-\u06ef][^\n]{0,20}", section.text(isolated))


def test_persian_is_written_with_persian_letters(page: str) -> None:
    assert not re.search("[يك]", page)


# Access ---------------------------------------------------------------------------------------


def test_there_is_a_way_past_the_contents_and_landmarks(tree: dom.Node) -> None:
    body = tree.all("body")[0]
    first = next(n for n in body.children if isinstance(n, dom.Node))
    assert first.attrs["href"] == "#content"
    for tag in ("header", "main", "footer"):
        assert len(tree.all(tag)) == 1
    assert all(n.attrs["aria-label"] for n in tree.all("nav"))


def test_every_chart_is_named_and_followed_by_its_table(tree: dom.Node) -> None:
    charts = tree.all("svg")
    assert len(charts) >= 20
    for chart in charts:
        assert chart.attrs["role"] == "img"
        assert chart.attrs["aria-labelledby"]
        figure = next(n for n in chart.above() if n.tag == "figure")
        last = [c for c in figure.children if isinstance(c, dom.Node)][-1]
        assert last.tag == "details"
        assert len(last.all("table")) == 1


def test_a_chart_shows_the_numbers_of_its_table(tree: dom.Node) -> None:
    for figure in tree.all("figure"):
        cells = "\n".join(latin(c.text()) for c in figure.all("td"))
        bars = [s for s in figure.all("svg") if s.has_class("bars")]
        shown = [t.text() for s in bars for t in s.all("text") if "700" in t.attrs["style"]]
        assert shown or not bars
        for text in map(latin, shown):
            whole = formats.number(float(text.rstrip("%").replace(",", "")), "en", decimals=0)
            assert text in cells or whole in cells


LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٪٫٬", "0123456789%.,")


def latin(text: str) -> str:
    """Return a number written in Persian as it is written in English."""
    return text.translate(LATIN)


def test_tables_have_headings_and_numbers_of_cells_to_match(tree: dom.Node) -> None:
    for table in tree.all("table"):
        head = table.all("thead")[0].all("th")
        assert head
        assert all(h.attrs["scope"] == "col" for h in head)
        for row in table.all("tbody")[0].all("tr"):
            cells = row.all("th") + row.all("td")
            assert len(cells) == len(head)
            assert row.all("th")[0].attrs["scope"] == "row"


def test_colours_of_words_are_readable_on_their_ground(page: str) -> None:
    """Check contrast by WCAG 2.2 AA, 4.5:1, for every pair of word and ground in the style."""
    rules = re.findall(r"\{background:(#\w{6});color:(#\w{6})\}", page)
    pairs = [*rules, ("#ffffff", "#4a5c66"), ("#ffffff", "#17626b"), ("#f2f6f6", "#1b2a33")]
    assert len(pairs) >= 7
    for ground, word in pairs:
        light, dark = sorted((luminance(ground), luminance(word)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, word)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# The first page --------------------------------------------------------------------------------


def figures_of_line(tree: dom.Node, lang: str, number: int) -> list[str]:
    section = next(s for s in sections(tree, lang) if s.attrs["id"] == f"{lang}-first")
    line = section.all("ol")[0].all("li")[number - 1]
    return [s.text() for s in line.all("strong")]


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_line_counts_what_the_sample_says_of_itself(tree: dom.Node, lang) -> None:
    # 80 active councils, 45 as chair and 6 as member: counted apart, in the sample's README.
    assert figures_of_line(tree, lang, 1) == [formats.count(n, lang) for n in (80, 45, 6)]


@pytest.mark.parametrize("lang", LANGS)
def test_the_second_line_has_the_hours_and_the_known_frequencies(tree, sample, lang) -> None:
    post = post_hours(sample).filter(pl.col("post") == "governor@bushehr").row(0, named=True)
    monthly = if_monthly(sample, "governor@bushehr")
    assert figures_of_line(tree, lang, 2) == [
        formats.count(51, lang),
        formats.number(monthly["hours"], lang),
        formats.number(monthly["hours_per_week"], lang),
        formats.percent(monthly["share"], lang),
        formats.count(80, lang),
        formats.count(3, lang),
        formats.number(monthly["break_even"], lang, decimals=0),
        formats.number(post["hours_per_week"], lang),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_the_third_line_splits_by_who_may_change(tree, sample, lang) -> None:
    held = sample["seats"].filter(pl.col("holder") == "governor@bushehr")["council"]
    verdicts = who_may_change(sample, DAY).filter(
        pl.col("move") == "merge_councils", pl.col("council").is_in(held.implode())
    )["verdict"]
    counted = [verdicts.eq(v).sum() for v in ("allowed", "locked", "unknown")]
    assert counted == [15, 30, 6]  # of the sample's README
    assert figures_of_line(tree, lang, 3) == [formats.count(n, lang) for n in (51, *counted)]


@pytest.mark.parametrize("lang", LANGS)
def test_lines_that_need_a_plan_have_no_figure_and_name_their_command(tree, lang) -> None:
    section = next(s for s in sections(tree, lang) if s.attrs["id"] == f"{lang}-first")
    for number in (4, 5):
        line = section.all("ol")[0].all("li")[number - 1]
        assert not line.all("strong")
        assert line.all("code")[0].text().startswith("ostan plan SOURCE councils")


@pytest.mark.parametrize("lang", LANGS)
def test_the_sixth_line_is_the_administrative_council(tree, sample, lang) -> None:
    row = administrative_council(sample).filter(pl.col("place") == "bushehr").row(0, named=True)
    only = single_ministry_councils(sample).filter(
        pl.col("place") == "bushehr", pl.col("only_for_this")
    )
    assert row["people"] == 107  # of the sample's README
    numbers = (row["people"], row["people_of_several"], row["ministries_with_several"], only.height)
    assert figures_of_line(tree, lang, 6) == [formats.count(n, lang) for n in numbers]


def test_the_actions_are_six_and_their_delay_is_said_to_be_unknown(tree, sample) -> None:
    first = next(s for s in sections(tree, "en") if s.attrs["id"] == "en-first")
    rows = first.all("table")[0].all("tbody")[0].all("tr")
    assert len(rows) == sample["actions"].height == 6
    assert all("unknown" in r.text() for r in rows)


def test_the_speech_stands_beside_with_its_qualifiers_and_nothing_is_scaled(tree) -> None:
    first = next(s for s in sections(tree, "en") if s.attrs["id"] == "en-first")
    rows = [[c.text() for c in r.all("td")[:2]] for r in first.all("table")[-1].all("tr")[1:]]
    assert rows == [
        ["sometimes up to 90", "80"],
        ["54", "32"],
        ["nearly 300", "63 (66 with those replaced or dormant)"],
        ["about 100 to 120", "98–131 (median 107)"],
    ]


def test_what_is_assumed_says_so_beside_the_hours(tree) -> None:
    for lang, word in (("fa", "فرض"), ("en", "assumed")):
        section = next(s for s in sections(tree, lang) if s.attrs["id"] == f"{lang}-first")
        assert section.all("ol")[0].all("li")[1].text().count(word) >= 3


def test_the_place_in_the_middle_is_taken_by_default(sample) -> None:
    place = default_place(sample, DAY)
    people = administrative_council(sample)
    of_place = people.filter(pl.col("place") == place)["people"][0]
    assert of_place == 107


def test_an_unknown_place_is_refused_with_what_is_allowed(sample) -> None:
    with pytest.raises(BadInput) as error:
        html(sample, DAY, "atlantis", found=())
    sentence = error.value.findings[0].sentence
    assert "atlantis" in sentence.fa
    assert "alborz" in sentence.en


# Any country ----------------------------------------------------------------------------------


def test_a_country_without_rows_says_what_each_table_would_show() -> None:
    tree = dom.parse(html(Country.of({}), DAY, found=()))
    for lang in LANGS:
        for name in ("provinces", "councils", "units", "powers", "services", "laws", "assumptions"):
            section = next(s for s in sections(tree, lang) if s.attrs["id"] == f"{lang}-{name}")
            missing = [p for p in section.all("p") if p.has_class("missing")]
            assert missing, name
            assert missing[0].all("span")[0].text().strip()


@pytest.mark.parametrize(
    "absent", ["councils", "seats", "posts", "units", "laws", "rules", "places"]
)
def test_each_table_may_be_absent(absent: str) -> None:
    country = small()
    tables = {n: f for n, f in country.tables.items() if n != absent}
    dom.parse(html(Country.of(tables), DAY, found=()))


def test_the_speech_is_not_held_against_another_country() -> None:
    assert "sometimes up to 90" not in html(small(), DAY, found=())


def test_hostile_names_stay_names() -> None:
    page = html(small(HOSTILE), DAY, found=(), source=HOSTILE)
    tree = dom.parse(page)
    assert not tree.all("script")
    assert "<script" not in page
    shown = [t.text() for t in tree.all("th") + tree.all("text")]
    assert any(HOSTILE in s for s in shown)


def test_the_same_country_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from datetime import date; from tests.report.conftest import small\n"
        "from ostan.report import html\n"
        "sys.stdout.buffer.write(html(small(), date(2026, 1, 1), found=()).encode())"
    )
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    other = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    assert other.stdout.decode() == html(small(), DAY, found=())


def test_the_day_is_the_one_given_and_never_the_clock(sample) -> None:
    inputs = inputs_of(sample, DAY, "qom", found=())
    assert inputs.frame("councils", "who_may_change").equals(
        who_may_change(sample, DAY).select(inputs.frame("councils", "who_may_change").columns)
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_faults_of_powers_stand_with_their_sentence_and_what_would_mend_them(
    tree, sample, lang
) -> None:
    section = next(s for s in sections(tree, lang) if s.attrs["id"] == f"{lang}-powers")
    text = section.text()
    for row in power_faults(sample, DAY).iter_rows(named=True):
        assert row[f"said_{lang}"].partition(":")[0] in text
        assert row[f"mend_{lang}"] in text
