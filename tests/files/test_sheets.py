"""Columns of Python values as a workbook holds them."""

from datetime import date, datetime, time

import polars as pl

from ostan.files.sheets import mixed_cells


def test_days_and_moments_stand_in_one_column():
    made = mixed_cells([date(2025, 3, 21), datetime(2025, 3, 21, 23, 54), "", 3.0])
    assert made["day"].dtype == pl.Datetime("us")
    assert made["day"].to_list() == [
        datetime(2025, 3, 21),
        datetime(2025, 3, 21, 23, 54),
        None,
        None,
    ]
    assert made["number"].to_list() == [None, None, None, 3.0]


def test_a_clock_time_alone_is_text():
    assert mixed_cells([time(8, 30), "x"])["text"].to_list() == ["08:30", "x"]
