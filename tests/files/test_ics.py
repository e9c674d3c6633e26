from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.files import ics
from ostan.words.errors import BadInput

START = datetime(2025, 4, 5, 9, 30)


@pytest.fixture(scope="module")
def country() -> Country:
    """Two councils in two provinces, four sessions."""
    tables = {
        "places": [
            {"place": "iran", "level": "country", "name_fa": "ایران"},
            {
                "place": "qom",
                "level": "province",
                "parent": "iran",
                "name_fa": "قم",
                "name_en": "Qom",
            },
            {"place": "yazd", "level": "province", "parent": "iran", "name_fa": "یزد"},
        ],
        "councils": [
            {
                "council": f"c@{p}",
                "type": "c",
                "place": p,
                "chair_delegable": "unknown",
                "elected": False,
                "status": "active",
                "name_fa": n,
            }
            for p, n in (("qom", "شورای هماهنگی، مدیریت بحران؛ استان"), ("yazd", "شورای آب"))
        ],
        "posts": [
            {"post": p, "type": p, "holders": 1, "status": "active", "title_fa": t}
            for p, t in (("governor@qom", "استاندار قم"), ("dep", "معاون"))
        ],
        "seats": [
            {"council": "c@qom", "holder": "governor@qom", "role": "chair"},
            {"council": "c@yazd", "holder": "dep", "role": "member"},
        ],
        "sessions": [
            {
                "council": "c@qom",
                "start": START,
                "minutes": 90.0,
                "kind": "main",
                "held": True,
                "items": 12,
            },
            {
                "council": "c@qom",
                "start": START + timedelta(7),
                "minutes": 1.5,
                "kind": "sub",
                "held": False,
            },
            {
                "council": "c@qom",
                "start": START + timedelta(14),
                "kind": "main",
                "note": "خط \\ یک; دو, سه",
            },
            {"council": "c@yazd", "start": START, "minutes": 60.0, "kind": "main"},
        ],
    }
    return Country.of(
        {n: pl.DataFrame(rows, infer_schema_length=None) for n, rows in tables.items()}
    )


def events(text: str) -> list[dict[str, object]]:
    """What the icalendar package reads."""
    import icalendar

    calendar = icalendar.Calendar.from_ical(text)
    return [
        {k: v.dt if hasattr(v, "dt") else str(v) for k, v in e.items()}
        for e in calendar.walk("VEVENT")
    ]


def test_an_independent_reader_reads_every_session(country: Country) -> None:
    found = events(ics.dumps(country))
    assert len(found) == 4
    first = found[0]
    assert first["SUMMARY"] == "شورای هماهنگی، مدیریت بحران؛ استان"
    assert first["DTSTART"] == START
    assert first["DURATION"] == timedelta(minutes=90)
    assert first["LOCATION"] == "قم"
    assert first["STATUS"] == "CONFIRMED"
    assert first["DESCRIPTION"] == "رئیس: استاندار قم\nمصوبات: ۱۲"


def test_sub_sessions_and_those_not_held_say_so(country: Country) -> None:
    found = {e["DTSTART"]: e for e in events(ics.dumps(country, place="qom"))}
    second, third = found[START + timedelta(7)], found[START + timedelta(14)]
    assert str(second["SUMMARY"]).endswith(")")
    assert second["STATUS"] == "CANCELLED"
    assert second["DURATION"] == timedelta(seconds=90)
    assert "STATUS" not in third
    assert "DURATION" not in third
    assert str(third["DESCRIPTION"]).endswith("خط \\ یک; دو, سه")


def test_times_are_local_without_a_zone(country: Country) -> None:
    text = ics.dumps(country)
    assert "TZID" not in text
    assert "DTSTART:20250405T093000\r\n" in text


@pytest.mark.parametrize(
    ("place", "post", "number"),
    [("qom", None, 3), ("iran", None, 4), (None, "governor@qom", 3), ("iran", "dep", 1)],
)
def test_sessions_of_a_place_or_a_post(
    country: Country, place: str | None, post: str | None, number: int
) -> None:
    assert len(events(ics.dumps(country, place, post))) == number


def test_the_calendar_says_whose_it_is(country: Country) -> None:
    assert "X-WR-CALNAME:جلسات استاندار قم\r\n" in ics.dumps(country, post="governor@qom")
    assert "X-WR-CALNAME:Sessions of Qom\r\n" in ics.dumps(country, place="qom", lang="en")


def test_the_same_bytes_again_and_uids_that_stay(country: Country) -> None:
    turned = country.with_tables(sessions=country["sessions"].reverse())
    assert ics.dumps(turned) == ics.dumps(country)
    longer = country.with_tables(sessions=country["sessions"].with_columns(minutes=pl.lit(5.0)))
    assert [e["UID"] for e in events(ics.dumps(longer))] == [
        e["UID"] for e in events(ics.dumps(country))
    ]
    assert len({str(e["UID"]) for e in events(ics.dumps(country))}) == 4


def test_a_country_without_sessions_says_what_would_add_them(country: Country) -> None:
    with pytest.raises(BadInput) as caught:
        ics.dumps(country.with_tables(sessions=country["sessions"].clear()))
    finding = caught.value.findings[0]
    assert finding.code == "no_sessions"
    assert finding.mend is not None
    assert "sessions" in finding.mend.en
    with pytest.raises(BadInput) as caught:
        ics.dumps(country, place="yazd", post="governor@qom")
    assert "this place or post" in caught.value.findings[0].sentence.en


def test_unknown_place_and_post_are_named_together(country: Country) -> None:
    with pytest.raises(BadInput) as caught:
        ics.dumps(country, place="qon", post="governor@qm")
    said = [f.sentence.en for f in caught.value.findings]
    assert len(said) == 2
    assert "“governor@qom”" in said[1]


def test_write(country: Country, tmp_path: Path) -> None:
    assert ics.write(country, tmp_path / "s.ics", place="qom") == 3
    assert (tmp_path / "s.ics").read_bytes().decode() == ics.dumps(country, place="qom")


LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)


@given(LINES)
@settings(max_examples=60, deadline=None)
def test_folding_keeps_characters_whole_and_lines_short(line: str) -> None:
    pieces = ics.folded(line).split("\r\n")
    assert all(len(p.encode()) <= ics.LINE for p in pieces)
    assert pieces[0] + "".join(p[1:] for p in pieces[1:]) == line
    assert all(p[0] == " " for p in pieces[1:])


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=40))
@settings(max_examples=60, deadline=None)
def test_escaping_is_read_back(text: str) -> None:
    line = ics.folded(f"SUMMARY:{ics.escaped(text)}")
    found = events(f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    assert found[0]["SUMMARY"] == text
    assert "\n" not in ics.escaped(text)
