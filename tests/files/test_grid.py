"""Sheets cut in two are read as if they were whole."""

import io
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ostan.files import grid
from ostan.files.package import SheetPart


def parts_of(rows):
    book = Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                book.active.cell(number, column, value)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


CELLS = st.one_of(st.none(), st.none(), st.just("  "), st.integers(0, 9), st.sampled_from("ab"))


@pytest.mark.filterwarnings("ignore")
@given(st.lists(st.lists(CELLS, max_size=4), min_size=1, max_size=12))
@example([["  "], ["  ", "  "], ["  ", 0]])
@example([[None, None, "  ", "  "], ["  ", "  ", "a"]])
@settings(max_examples=40, deadline=None)
def test_a_sheet_cut_in_two_is_the_same_sheet(rows):
    parts = parts_of(rows)
    sheet = SheetPart("Sheet", "xl/worksheets/sheet1.xml", True)
    whole = grid.grids(parts, [sheet], "x", lambda: None)
    before, grid.WHOLE = grid.WHOLE, 0
    try:
        halves = grid.grids(parts, [sheet], "x", lambda: None)
    finally:
        grid.WHOLE = before
    assert halves == whole
    expected = [
        i for i, r in enumerate(rows, 1) if any(v is not None and str(v).strip() for v in r)
    ]
    assert list(whole[0].numbers) == expected
