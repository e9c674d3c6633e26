"""A folder of CSV files, one per table. Text in, raw sheets out; encodings by a fixed list."""

from __future__ import annotations

import csv
import io
from typing import Final

import polars as pl

from ostan.files import limits
from ostan.files.problems import problem, refuse
from ostan.files.sheets import Sheet, text_cells
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Where

SEPARATORS: Final = (",", ";", "\t")
"""What may stand between cells; the one most frequent in the header is taken."""

UTF8: Final = "utf-8"
WINDOWS: Final = "windows-1256"
"""The code page of Persian and Arabic Windows; tried last, for it can read almost anything."""


def decoded(data: bytes, file: str) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding.

    Tried in this order, and nothing else: a byte order mark (UTF-8, UTF-16), UTF-16 without one
    (every other byte is zero), UTF-8, Windows-1256. Raises BadInput for NUL and for other encodings.
    """
    name = _encoding(data)
    try:
        text = data.decode({WINDOWS: "cp1256"}.get(name, name))
    except UnicodeDecodeError as error:
        cut = error.reason in ("unexpected end of data", "truncated data")
        raise refuse("broken_file" if cut else "unknown_encoding", file) from None
    if "\x00" in text:
        at = text[: text.index("\x00")].count("\n") + 1
        raise BadInput([problem("nul_character", Where(file, None, at))])
    return text.removeprefix("\ufeff"), "utf-8" if name == "utf-8-sig" else name


def _encoding(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:4096]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if len(head) >= 4 and head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    try:
        data.decode(UTF8)
    except UnicodeDecodeError as error:
        # A file cut in the middle of its last letter is UTF-8 all the same, and says so when read.
        cut = error.reason == "unexpected end of data" and not data[: error.start].isascii()
        return UTF8 if cut else WINDOWS
    return UTF8


def separator(header: str) -> str:
    """Return what stands between the cells of a header line."""
    return max(SEPARATORS, key=header.count)


def sheet(data: bytes, file: str) -> tuple[Sheet | None, list[Finding], str]:
    """Return the raw sheet of a CSV file, what is wrong with its rows, and its encoding.

    Row numbers count records, as a spreadsheet that opens the file shows them. A row with another
    number of cells than the header is a finding; missing cells at its end count as empty, as
    spreadsheets leave them out.
    """
    text, encoding = decoded(data, file)
    if not text.strip():
        return None, [problem("empty_file", Where(file))], encoding
    mark = separator(text[: text.find("\n") if "\n" in text else None])
    records, findings = _records(text, mark, file)
    if not records:
        return None, [*findings, problem("no_header", Where(file))], encoding
    return _shaped(records, file, findings)[0], findings, encoding


def _records(text: str, mark: str, file: str) -> tuple[list[list[str]], list[Finding]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) > limits.ROWS + 1:
                return [], [
                    problem("many_rows", Where(file), came=f"> {limits.ROWS}", allowed=limits.ROWS)
                ]
    except csv.Error as error:
        row = len(records) + 1
        if "field larger" in str(error):
            found = problem(
                "long_cell",
                Where(file, None, row),
                came=f"> {csv.field_size_limit()}",
                allowed=limits.CELL,
            )
        else:
            found = problem("open_quote", Where(file, None, row))
        return records, [found]
    return records, []


def _shaped(
    records: list[list[str]], file: str, findings: list[Finding]
) -> tuple[Sheet, list[Finding]]:
    first = next((i for i, r in enumerate(records) if any(map(str.strip, r))), 0)
    header = records[first]
    width = len(header)
    if width > limits.COLUMNS:
        findings.append(
            problem("many_columns", Where(file), came=str(width), allowed=limits.COLUMNS)
        )
        width = limits.COLUMNS
    kept, numbers, empty = [], [], []
    for number, record in enumerate(records[first + 1 :], first + 2):
        if not any(record) or not any(map(str.strip, record)):
            empty.append(number)
            continue
        if len(record) != width:
            record = _fitted(record, number, width, file, findings)
        kept.append(record)
        numbers.append(number)
    last = numbers[-1] if numbers else 0
    columns = zip(*kept, strict=True) if kept else [()] * width
    return (
        Sheet(
            file,
            None,
            tuple(h.strip() for h in header[:width]),
            tuple(text_cells(pl.Series(list(c), dtype=pl.String)) for c in columns),
            pl.Series(numbers, dtype=pl.UInt32),
            tuple(h.strip() or str(i + 1) for i, h in enumerate(header[:width])),
            first + 1,
            tuple(r for r in empty if r < last),
        ),
        findings,
    )


def _fitted(
    record: list[str], number: int, width: int, file: str, findings: list[Finding]
) -> list[str]:
    if any(record[width:]):
        findings.append(
            problem("ragged_row", Where(file, None, number), came=str(len(record)), allowed=width)
        )
    return (record + [""] * width)[:width]


def written(frame: pl.DataFrame) -> bytes:
    """Return the CSV of a frame of text: UTF-8 with a mark, so that spreadsheets know it."""
    return b"\xef\xbb\xbf" + frame.write_csv(line_terminator="\r\n").encode()
