"""`ostan new`: an empty template, a copy of a country to start from, or the empty workbook of a Reform."""

from __future__ import annotations

from pathlib import Path

from ostan.cli.inputs import free, loaded
from ostan.cli.screen import Screen
from ostan.words.text import Text

WRITTEN = Text("نوشته شد: {target}", "Written: {target}")
NEXT_REFORM = Text(
    "گام بعد: ostan compare {source} --reform {target}",
    "Next: ostan compare {source} --reform {target}",
)
NEXT = Text("گام بعد: ostan check {target}", "Next: ostan check {target}")


def new(screen: Screen, target: Path, template: str | None, map: Path | None, force: bool) -> int:
    """Write empty tables, or the tables of a source as they stand, rules and templates included."""
    from ostan.files.source import read, write
    from ostan.files.template import template as empty_workbook

    free(target, force, (), template)
    if template is not None:
        write(read(template, map=map).tables, target, lang=screen.lang)
    elif target.suffix.lower() == ".xlsx":
        from ostan.files.written import put

        put(target, empty_workbook(screen.lang))
    else:
        _headers(target)
    screen.show(WRITTEN.fill(target=str(target)))
    screen.show(NEXT.fill(target=str(target)))
    screen.data({"exit": 0, "written": [str(target)]})
    return 0


def new_reform(
    screen: Screen, target: Path, template: str | None, map: Path | None, force: bool
) -> int:
    """Write the empty workbook of a Reform: a sheet for every kind of change, names of a source to pick."""
    from ostan.files.reforms.writing import template as empty_reform
    from ostan.files.written import put

    free(target, force, (".xlsx",), template)
    country = None if template is None else loaded(template, map=map).country
    put(target, empty_reform(country, screen.lang))
    screen.show(WRITTEN.fill(target=str(target)))
    screen.show(NEXT_REFORM.fill(source=template or "SOURCE", target=str(target)))
    screen.data({"exit": 0, "written": [str(target)]})
    return 0


def _headers(folder: Path) -> None:
    """Write a CSV file for every table, with its header only."""
    from ostan.country.normal import empty
    from ostan.country.tables import TABLES
    from ostan.files.csvs import written
    from ostan.files.written import put, texts

    for name, table in TABLES.items():
        put(folder / f"{name}.csv", written(texts(empty(table))))
