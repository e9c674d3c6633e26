"""Registers with mistakes in them: findings that name the cells, never a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.registers import SINCE, powers, register

from ostan.files.source import load
from ostan.measure.check import check
from ostan.measure.powers.told import power_faults

FILES = {
    "places": "place,level,parent,name_fa\nland,country,,کشور\na,province,land,الف\nb,province,land,ب\n",
    "ranks": "rank,order,name_fa\ncabinet,1,هیئت وزیران\n",
    "laws": "law,title_fa,rank,status\nact,قانون,nosuchrank,in_force\n",
    "units": "unit,type,name_fa,kind,legal_form,place\ngov,gov,استانداری,k,governorate,a\n",
    "matters": "matter,name_fa\nbuy,خرید\nidle,بیکار\n",
    "powers": "\n".join(
        [
            "power,matter,holder_kind,holder,role,measure,from,to,place,law",
            "crossed,buy,unit,gov,decides,rial,5,2,a,act",  # row 2
            "mixed,buy,unit,gov,decides,hectare,0,9,a,act",  # row 3
            "lost,buy,unit,nobody,decides,rial,0,9,a,act",  # row 4
            "strange,nosuchmatter,unit,gov,decides,none,,,a,act",  # row 5
            "far,buy,unit,gov,decides,rial,20,30,b,act",  # row 6
        ]
    ),
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    folder: Path = tmp_path_factory.mktemp("bad")
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    loaded = load(str(folder))
    return list(loaded.located(check(loaded.country, SINCE)))


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("limits_out_of_order", "powers.csv!2:to"),
        ("measures_mixed", "powers.csv!3"),
        ("dangling_reference", "powers.csv!4:holder"),
        ("dangling_reference", "powers.csv!5:matter"),
        ("holder_cannot_act", "powers.csv!6:holder"),
        ("dangling_reference", "laws.csv!2:rank"),
        ("power_gap", "matters.csv!3"),  # a matter that no power names
    ],
)
def test_each_mistake_is_told_with_its_cell(findings: list[Any], code: str, cell: str) -> None:
    cells = [str(w) for f in findings if f.code == code for w in f.where]
    assert any(c == cell or c.startswith(f"{cell}:") for c in cells), cells


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """Return a register with references to nothing, places in a ring, and powers delegated to themselves."""
    rows = draw(powers(most=4))
    for row in rows:
        row["holder_kind"] = draw(st.sampled_from(["post", "unit", "council"]))
        row["holder"] = draw(st.sampled_from(["gov", "nobody"]))
        row["law"] = draw(st.sampled_from([None, "act", "gone"]))
        row["delegated_from"] = draw(st.sampled_from([None, "p0", "p1", "gone"]))
        row["clause"] = draw(st.sampled_from([None, "art_1", "«؟"]))
    ring = draw(st.booleans())
    return register(
        *rows,
        laws=[{"law": "act", "rank": "none", "basis": "act", "status": "unknown"}],
        places=[
            {"place": "x", "level": "county", "parent": "y"},
            {"place": "y", "level": "province", "parent": "x" if ring else "gone"},
        ],
        matters=[{"matter": "m", "subject": "gone"}],
    )


@pytest.mark.slow
@given(broken())
@settings(max_examples=3, deadline=None)
def test_nothing_in_a_register_breaks_the_check(country: Any) -> None:
    assert all(f.sentence.fa and f.sentence.en for f in check(country, SINCE))
    frame = power_faults(country, SINCE)
    assert frame["said_fa"].null_count() == 0
    assert frame["id"].is_unique().all()
