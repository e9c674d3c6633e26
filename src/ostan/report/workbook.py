"""The measures as one workbook: a sheet each, right to left, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from ostan.country.country import Country
from ostan.files.escape import guard
from ostan.measure.figure import Column, Measure
from ostan.measure.powers.told import TITLES
from ostan.report.blocks import Name
from ostan.report.figures import MOST_ROWS, Written, identity, plain
from ostan.report.inputs import Inputs
from ostan.report.sections.changes import MOVES, VERDICTS
from ostan.report.sections.councils import TESTS
from ostan.report.shown import cut, words
from ostan.report.spreadsheet import Sheet, Value, save
from ostan.words import formats
from ostan.words.labels import labels
from ostan.words.text import Lang, Text

NAMED: Final[Mapping[str, str]] = {
    "council": "councils",
    "other": "councils",
    "post": "posts",
    "holder": "posts",
    "chair": "posts",
    "place": "places",
    "case_place": "places",
    "act": "laws",
    "unit": "units",
    "top": "units",
    "ministry": "units",
    "subject": "subjects",
    "matter": "matters",
    "law": "laws",
    "founding_law": "laws",
    "founding_rank": "ranks",
    "enough_rank": "ranks",
}
"""Columns of ids, with the table that names them: a column of names stands before each."""
LARGEST: Final = 10**15
"""Integers above this lose digits in a spreadsheet and are written as text."""
SHEET_NAME: Final = 31
"""Longest name of a sheet that spreadsheets take."""
_WORDS: Final = {"verdict": VERDICTS, "move": MOVES, "test": TESTS, "fault": TITLES}
"""Columns whose values are words of a measure's own."""
_FORBIDDEN: Final = str.maketrans("", "", "[]:*?/\\'")
_PERSIAN_DIGITS: Final = "[$-3000429]"
"""Locale code before a number format: digits are shown in Persian, the cell stays a number."""
_WIDTHS: Final = {"name": 34, "id": 24, "text": 24}
"""Widths of columns in characters; numbers take 13."""


def workbook(
    country: Country,
    figures: Sequence[Written],
    path: Path,
    day: date,
    *,
    source: str = "",
    place: str | None = None,
    lang: Lang = "fa",
) -> None:
    """Write `figures` to an .xlsx file: first what it is, then a sheet per measure, then the columns.

    Each sheet has two rows of headings, in `lang` and in the other language, frozen and with
    filters; the first columns are the names of what the row speaks of. Text that a spreadsheet
    would take for a formula is guarded.
    """
    names = sheet_names([w.measure for w in figures], lang)
    inputs = Inputs(country, day, place, (), "", source)
    sheets = [
        _about(inputs, figures, names, lang),
        *(_sheet(inputs, w, names[w.measure.name], lang) for w in figures),
        _columns(figures, names, lang),
    ]
    save(sheets, path)


def sheet_names(chosen: Sequence[Measure], lang: Lang) -> dict[str, str]:
    """Return a name for the sheet of each measure: its title, cut to what spreadsheets take, unique."""
    found: dict[str, str] = {}
    for measure in chosen:
        title = measure.title.to(lang).translate(_FORBIDDEN).strip()
        name = cut(title, SHEET_NAME)
        count = 2
        while name in found.values():
            name = f"{cut(title, SHEET_NAME - 5)} ({count})"
            count += 1
        found[measure.name] = name
    return found


# A measure -------------------------------------------------------------------------------------


def _sheet(inputs: Inputs, figure: Written, title: str, lang: Lang) -> Sheet:
    columns = list(_shown(figure.measure))
    other: Lang = "en" if lang == "fa" else "fa"
    heads = [[guard(_title(c, named, at)) for c, named in columns] for at in (lang, other)]
    cells = [_written(inputs, figure, c, named, lang) for c, named in columns]
    return Sheet(
        title,
        [*heads, *zip(*cells, strict=True)],
        [_width(c, named) for c, named in columns],
        [None if named else _format(c.unit, lang) for c, named in columns],
        headings=2,
        frozen=True,
        right_to_left=lang == "fa",
    )


def _shown(measure: Measure) -> Iterator[tuple[Column, bool]]:
    """Return the columns of the sheet; an id comes twice, first as a name (True), then as it is."""
    for column in measure.columns:
        if column.name in NAMED and column.unit == "id":
            yield column, True
        yield column, False


def _title(column: Column, named: bool, lang: Lang) -> str:
    title = column.title.to(lang)
    if named or column.unit != "id":
        return title
    return f"{title} (شناسه)" if lang == "fa" else f"{title} (id)"


def _width(column: Column, named: bool) -> float:
    return _WIDTHS["name"] if named else _WIDTHS.get(column.unit, 13)


def _format(unit: str, lang: Lang) -> str | None:
    """Return the number format of a unit; None for what is not a number."""
    if unit in {"id", "text", "name", "date"}:
        return None
    shape = {"share": "0%", "count": "#,##0", "people": "#,##0", "days": "0", "level": "0"}
    return (_PERSIAN_DIGITS if lang == "fa" else "") + shape.get(unit, "#,##0.0")


def _written(
    inputs: Inputs, figure: Written, column: Column, named: bool, lang: Lang
) -> Iterable[Value]:
    """Return the cells of a column of the sheet, down the rows."""
    values = figure.frame[column.name].to_list()
    if named:
        return [_name(inputs, column, v, lang) for v in values]
    return [_value(figure.measure, column, v, lang) for v in values]


def _name(inputs: Inputs, column: Column, id: Any, lang: Lang) -> str | None:
    name = inputs.name(NAMED[column.name], id)
    return None if name is None else guard(name.to(lang) or "")


def _value(measure: Measure, column: Column, value: Any, lang: Lang) -> Value:
    if isinstance(value, bool):
        return words(value, lang)
    if isinstance(value, list):
        return guard(";".join(map(str, value)))
    if isinstance(value, int) and abs(value) > LARGEST:
        return str(value)
    if isinstance(value, str):
        return guard(_label(measure, column, value, lang))
    found: Value = plain(value)
    return found


def _label(measure: Measure, column: Column, value: str, lang: Lang) -> str:
    """Return the word of a closed vocabulary, else the value as it is."""
    if column.unit == "id":
        return value
    if column.name in _WORDS:
        return _WORDS[column.name].get(value, Text(value, value)).to(lang)
    table = (
        "powers" if measure.noun == "powers" else "seats" if column.name == "role" else measure.noun
    )
    found = labels(table, column.name).get(value)
    return found.to(lang) if found else value


# What it is ------------------------------------------------------------------------------------

_ABOUT: Final = Text("راهنما", "About")
_COLUMNS: Final = Text("ستون‌ها", "Columns")
_LINES: Final = (
    Text(
        "سنجه‌های همان گزارش، یک کاربرگ برای هر سنجه. عددها عدد است و می‌توان آن‌ها را جمع زد.",
        "The measures of the report, a sheet each. Numbers are numbers and may be added up.",
    ),
    Text(
        "خانهٔ خالی یعنی نامعلوم، نه صفر. هر ستونی با «کمینه» و «بیشینه» بر پیش‌فرض‌ها (فرض) استوار است.",
        "An empty cell is unknown, not zero. Every column with a low and a high rests on defaults (assumed).",
    ),
)
_IDENTITY: Final = {
    "ostan": Text("نگارش برنامه", "Version of the program"),
    "schema_version": Text("نگارش جدول‌ها", "Version of the schema"),
    "digest": Text("اثر انگشت داده‌ها", "Digest of the data"),
    "day": Text("روز گزارش", "Day of the report"),
    "source": Text("منبع", "Source"),
}


def _about(
    inputs: Inputs, figures: Sequence[Written], names: Mapping[str, str], lang: Lang
) -> Sheet:
    rows: list[Sequence[Value]] = [[line.to(lang)] for line in _LINES]
    if not all(w.whole for w in figures):
        rows.append([_part(inputs, lang)])
    rows.append([])
    for key, value in identity(inputs.country, inputs.day, inputs.source).items():
        shown = formats.date(inputs.day, lang) if key == "day" else value
        rows.append([_IDENTITY[key].to(lang), guard(shown)])
    other: Lang = "en" if lang == "fa" else "fa"
    rows += [[], _SHEETS.to(lang).split("|")]
    for w in figures:
        title = w.measure.title.to(other)
        rows.append([names[w.measure.name], title, w.frame.height, w.rows_total])
    whole = (_PERSIAN_DIGITS if lang == "fa" else "") + "#,##0"
    formats_ = (None, None, whole, whole)
    return Sheet(_ABOUT.to(lang), rows, (38, 66, 12, 14), formats_, right_to_left=lang == "fa")


_SHEETS: Final = Text(
    "کاربرگ|عنوان انگلیسی|ردیف|همهٔ ردیف‌ها", "Sheet|Persian title|Rows|Rows in all"
)


def _part(inputs: Inputs, lang: Lang) -> str:
    place = inputs.name("places", inputs.place) or Name(inputs.place, inputs.place)
    said = Text(
        "سنجه‌هایی که بیش از {most} ردیف دارند، تنها برای {place} نوشته شده‌اند.",
        "Measures of more than {most} rows are written for {place} only.",
    )
    return said.fill(most=MOST_ROWS, place=Text(place.to("fa") or "", place.to("en") or "")).to(
        lang
    )


def _columns(figures: Sequence[Written], names: Mapping[str, str], lang: Lang) -> Sheet:
    heads = Text(
        "کاربرگ|ستون|ستون (انگلیسی)|یکا|معنا|معنا (انگلیسی)",
        "Sheet|Column|Column (Persian)|Unit|Meaning|Meaning (Persian)",
    )
    other: Lang = "en" if lang == "fa" else "fa"
    rows: list[Sequence[Value]] = [heads.to(lang).split("|")]
    for w in figures:
        for c in w.measure.columns:
            texts = (c.title.to(lang), c.title.to(other), c.unit, c.doc.to(lang), c.doc.to(other))
            rows.append([names[w.measure.name], *map(guard, texts)])
    return Sheet(
        _COLUMNS.to(lang),
        rows,
        (28, 28, 28, 14, 70, 70),
        headings=1,
        frozen=True,
        right_to_left=lang == "fa",
    )
