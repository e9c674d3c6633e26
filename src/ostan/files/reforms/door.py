"""The one door for a Reform on disk, whatever its form: JSON, a plan, a workbook, an office's list, JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ostan.country.country import Country
from ostan.files.problems import refuse as refuse_file
from ostan.files.reforms import events, jsons, listing, office, reading
from ostan.files.reforms.drafts import Listed, listed
from ostan.files.reforms.names import Book
from ostan.files.reforms.problems import refuse
from ostan.files.sheets import Sheet
from ostan.files.source import raw
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Lang

BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".csv", ".tsv", ".txt")
"""Endings of workbooks and tables as text; what cannot be read of them is refused by its content."""


def load_reform(path: str | Path, country: Country | None = None, at: Sequence[str] = ()) -> Listed:
    """Return the Reform of a file with what has to be asked of it.

    `.json` is a Reform or a plan that holds one, `.jsonld` its events, `.xlsx` our own workbook or a
    list of somebody's own (which needs a Country for its names); `at` are the places of rows of a
    list that name none (default: the councils' own, which is told). Raises BadInput for a file that
    cannot be read as a whole; single rows that are not certain are in `asked`.
    """
    file = Path(path)
    if file.suffix.lower() in BOOKS:
        sheets, found = _raw(file)
        if reading.is_ours(sheets):
            return _ours(sheets, found, country, file.name)
        return _foreign(sheets, found, country, tuple(at), file.name)
    if file.suffix.lower() in (".json", ".jsonld"):
        return _told(_json(file), file.name)
    raise refuse("unknown_reform", file.name, came=file.name)


def read(path: str | Path, country: Country | None = None) -> Reform:
    """Return the Reform of a file if all of it is certain; raises BadInput with every problem."""
    return load_reform(path, country).certain()


def read_list(path: str | Path, country: Country, at: Sequence[str] = ()) -> Listed:
    """Return the Reform of a list of somebody's own; see `load_reform` and `ostan.files.reforms.office`."""
    file = Path(path)
    sheets, found = _raw(file)
    return _foreign(sheets, found, country, tuple(at), file.name)


def write(
    reform: Reform, path: str | Path, country: Country | None = None, lang: Lang = "fa"
) -> None:
    """Write a Reform; the form follows the name: `.xlsx`, `.jsonld`, anything else JSON.

    With a Country the workbook has names and drop-downs, and JSON-LD names the organisations and the
    instruments needed. `lang` is that of a workbook.
    """
    from ostan.files.reforms.writing import workbook
    from ostan.files.written import put

    target = Path(path)
    if target.suffix.lower() == ".xlsx":
        put(target, workbook(reform, country, lang))
    elif target.suffix.lower() == ".jsonld":
        put(target, events.dumps(reform, country).encode())
    else:
        put(target, reform.dumps().encode())


def mark(
    path: str | Path,
    answer: Listed,
    out: str | Path,
    lang: Lang = "fa",
    refused: Sequence[tuple[int, Finding]] = (),
) -> None:
    """Write the workbook of a list back with every cell that is asked coloured and commented.

    `refused`: changes by their position in the Reform, with the cause; their cells are marked too.
    Where something can be put in place of what came, the cell has a drop-down of it; picked and read
    again, it is certain. What was only noticed stands in the list of findings and colours nothing.
    Raises BadInput for a file that has no cells.
    """
    from ostan.files.marked import mark as marked

    if Path(path).suffix.lower() not in BOOKS:
        raise refuse("no_cells_to_mark", Path(path).name, came=Path(path).name)
    told = [replace(f, where=_sheets_of(f)) for f in answer.notices]
    causes = [replace(why, where=_cell_of(answer, index)) for index, why in refused]
    marked(path, [*causes, *answer.asked, *told], Path(out), lang, answer.choices)


def _cell_of(answer: Listed, index: int) -> tuple[Where, ...]:
    return (answer.cells[index],) if index in answer.cells else ()


def _sheets_of(finding: Finding) -> tuple[Where, ...]:
    return tuple(dict.fromkeys(Where(w.file, w.sheet) for w in finding.where))


def _raw(file: Path) -> tuple[list[Sheet], list[Finding]]:
    """Return every sheet of a file, the hidden one of ours among them."""
    if not file.is_file():
        raise refuse_file("no_such_file", str(file), came=str(file))
    return raw(file, every_sheet=True)


def _json(file: Path) -> Reform:
    text = jsons.text_of(file)
    data = jsons.parsed(text, file.name)
    if file.suffix.lower() == ".jsonld" or _is_linked(data):
        return events.loads(text, file.name)
    return jsons.of(data, file.name)


def _is_linked(data: object) -> bool:
    """Whether JSON is linked data, as its keywords tell: an object, or a list of resources."""
    first = data[0] if isinstance(data, list) and data else data
    return isinstance(first, dict) and bool({"@context", "@graph", "@id", "@type"} & set(first))


def _told(reform: Reform, file: str) -> Listed:
    """Return a Reform with the number of each change as its place."""
    return Listed(reform, rows={i: Where(file, row=i + 1) for i in range(len(reform.changes))})


def _ours(
    sheets: Sequence[Sheet], found: Sequence[Finding], country: Country | None, file: str
) -> Listed:
    book = Book(country) if country is not None else None
    return listed(reading.drafts(sheets, found, book), file)


def _foreign(
    sheets: Sequence[Sheet],
    found: Sequence[Finding],
    country: Country | None,
    at: tuple[str, ...],
    file: str,
) -> Listed:
    if country is None:
        raise refuse("list_needs_country", file)
    book = Book(country)
    made = office.drafts(listing.pages(sheets, found, book), book, at)
    answer = listed(made, file)
    if not answer.reform.changes and not answer.rows and _nothing_recognised(answer):
        raise BadInput([*answer.asked, *answer.notices])
    return answer


def _nothing_recognised(answer: Listed) -> bool:
    codes = {f.code for f in answer.asked if f.severity is Severity.ERROR}
    return codes <= {"list_not_recognised"}
