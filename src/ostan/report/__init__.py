"""Report: one self-contained HTML page, one workbook, one JSON file, all with the same numbers.

figures = written(country, day, place=default_place(country, day))
html(country, day)
workbook(country, figures, path, day)
measures_json(country, figures, day)
"""

from ostan.report.figures import Written, measures_json, write_json, written
from ostan.report.page import default_place, html
from ostan.report.workbook import workbook

__all__ = [
    "Written",
    "default_place",
    "html",
    "measures_json",
    "workbook",
    "write_json",
    "written",
]
