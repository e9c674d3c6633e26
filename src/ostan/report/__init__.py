"""Report: one self-contained HTML page, one workbook, one JSON file, all with the same numbers."""

from ostan.report.page import html

__all__ = ["html"]
