"""`ostan check`: every bad cell at once, then every finding, and what changed since an older version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli.findings import as_data, listed
from ostan.cli.inputs import day_of, free, loaded
from ostan.cli.screen import Screen
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.files.source import Loaded

FOUND = 1
"""Exit code where there are errors or warnings."""
READ = Text("{source}: {rows} سطر در {tables} جدول", "{source}: {rows} rows in {tables} tables")
NOTHING = Text("یافته‌ای نیست.", "Nothing was found.")
EMPTY = Text(
    "هیچ جدولی سطر ندارد. با مکان‌ها، شوراها، عضویت‌ها و سمت‌ها ساعت جلسات دیده می‌شود؛ با واحدها تعدد دستگاه‌ها.",
    "No table has a row. Places, councils, seats and posts show the hours of meetings; units show "
    "how many bodies there are.",
)
MARKED = Text("خانه‌های نشان‌دار: {file}", "Cells marked in: {file}")
CHANGES = Text("تغییرها نسبت به {old}:", "Changes since {old}:")
NO_CHANGES = Text("تغییری نسبت به {old} نیست.", "Nothing changed since {old}.")


def check(
    screen: Screen,
    source: str,
    against: str | None,
    errors: Path | None,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Check a source; with `errors`, give the workbook back with the cells marked, also if it is bad."""
    free(errors, force, (".xlsx",), source)
    day_of(as_of)
    try:
        found = loaded(source, as_of, map)
    except BadInput as bad:
        _mark(screen, source, bad.findings, errors)
        raise
    from ostan.measure.check import check as every_check

    findings = [*found.located(every_check(found.country, day_of(as_of))), *found.source.notices]
    _mark(screen, source, findings, errors)
    changes = _changes(screen, found, against, as_of, map)
    return _told(screen, source, found, findings, changes)


def _told(
    screen: Screen, source: str, found: Loaded, findings: list[Finding], changes: list[Any] | None
) -> int:
    code = FOUND if any(f.severity != Severity.NOTICE for f in findings) else 0
    frames = [f for f in found.country.tables.values() if f.height]
    screen.show(READ.fill(source=source, rows=sum(f.height for f in frames), tables=len(frames)))
    for line in listed(findings, screen.lang):
        screen.show(line)
    if not frames:
        screen.show(EMPTY)
    elif not findings:
        screen.show(NOTHING)
    content = {
        "exit": code,
        "source": source,
        "digest": found.country.digest,
        "rows": {n: f.height for n, f in found.country.tables.items() if f.height},
        "findings": as_data(findings),
    }
    screen.data(content if changes is None else {**content, "changes": changes})
    return code


def _mark(
    screen: Screen, source: str, findings: tuple[Finding, ...] | list[Finding], out: Path | None
) -> None:
    if out is None:
        return
    from ostan.files.marked import mark

    mark(source, findings, out, screen.lang)
    screen.say(MARKED.fill(file=str(out)))


def _changes(
    screen: Screen, found: Loaded, against: str | None, as_of: str | None, map: Path | None
) -> list[Any] | None:
    """Show the rows that are new, changed, gone or ambiguous; return them as data."""
    if against is None:
        return None
    from ostan.cli import changes

    rows = changes.between(loaded(against, as_of, map).country, found.country)
    screen.show((CHANGES if rows.height else NO_CHANGES).fill(old=against))
    changes.show(screen, rows)
    screen.show()
    return changes.as_rows(rows)
