"""Every limit on what is read, each with its reason. One place, so that a reviewer can read them."""

from __future__ import annotations

from typing import Final

MEBI: Final = 1024 * 1024

FILE_BYTES: Final = 256 * MEBI
"""Largest file: a workbook of a million seats has about 60 MiB; four times that is room enough."""

TOTAL_BYTES: Final = 1536 * MEBI
"""Largest sum of a workbook's parts when unpacked: a million rows of 25 columns come to 1.2 GiB."""

RATIO: Final = 100
"""Largest ratio of unpacked to packed size: sheets pack 8 to 40 times, a zip bomb 1,000 times."""

RATIO_FROM_BYTES: Final = 4 * MEBI
"""Smaller parts may pack better (a sheet of one repeated row does) and can do no harm."""

ENTRIES: Final = 2_000
"""Most parts in a workbook: one of 50 sheets has fewer than 200."""

PART_NAME: Final = 255
"""Longest name of a part, the longest a file system takes."""

SHEETS: Final = 50
"""Most sheets of a workbook, and most files of a folder that are read: there are 22 tables."""

ROWS: Final = 1_048_575
"""Most rows of a sheet beside its header: what a spreadsheet holds."""

COLUMNS: Final = 200
"""Most columns of a sheet: the widest table has 24; a foreign list may bring some more."""

AREA: Final = 30_000_000
"""Most cells of the rectangle a sheet spans: one cell far away must not make us allocate a world.
A million rows of 28 columns; 720 MB in the reader."""

CELL: Final = 32_767
"""Longest text of a cell: what a spreadsheet holds."""

SHARED_STRINGS_BYTES: Final = 256 * MEBI
"""Largest list of shared texts: a million notes of 250 bytes."""

TEXT_BYTES: Final = 2048 * MEBI
"""Most text in all cells of a sheet together: one long shared text used in a million cells is
small in the file and huge when read."""

EXACT: Final = 10**15
"""Largest whole number taken from a number cell: spreadsheets keep 15 digits. Larger ones are
written as text, and read from text."""

SHOWN: Final = 1_000
"""Bad cells listed of one kind in one column; the rest are counted. Nobody reads more, and a file
with a million bad cells must not fill the memory with sentences."""

NEAREST: Final = 100
"""Unknown words of one column for which the nearest known ones are looked up; a file with more has
another fault than a slip of the pen."""
