"""What the check found, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from ostan.report.blocks import Block, Cell, Code, Grid, Section
from ostan.report.inputs import Inputs
from ostan.report.wording import col, count, say
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

TITLE: Final = Text("یافته‌های بررسی", "Findings of the check")
SEVERITIES: Final = {
    Severity.ERROR: Text("✕ خطا", "✕ error"),
    Severity.WARNING: Text("! هشدار", "! warning"),
    Severity.NOTICE: Text("○ توجه", "○ notice"),
}
"""A mark and a word for each: colour says nothing here."""
MOST: Final = 100
"""Findings shown; a page with more is not read, and `ostan check` gives them all."""


def section(inputs: Inputs) -> Section:
    """Return the section of findings."""
    return Section("findings", TITLE, tuple(_blocks(inputs.findings)))


def _blocks(findings: Iterable[Finding]) -> Iterable[Block]:
    order = list(Severity)
    found = sorted(findings, key=lambda f: (order.index(f.severity), f.code, f.rows))
    if not found:
        yield say("بررسی چیزی نیافت.", "The check found nothing.")
        return
    counts = Counter(f.severity for f in found)
    yield say(
        "{errors} خطا، {warnings} هشدار و {notices} توجه. هر یافته را با ردیف‌هایش فرمان {command} می‌نویسد.",
        "{errors} errors, {warnings} warnings and {notices} notices. {command} writes each with its rows.",
        errors=count(counts[Severity.ERROR]),
        warnings=count(counts[Severity.WARNING]),
        notices=count(counts[Severity.NOTICE]),
        command=Code("ostan check"),
    )
    columns = (col("یافته", "Finding"), col("شدت", "Severity"), col("راه رفع", "How to mend it"))
    title = Text("یافته‌ها، از سخت‌ترین", "Findings, worst first")
    yield Grid(title, columns, tuple(_row(f) for f in found[:MOST]))
    if len(found) > MOST:
        yield say(
            "{more} یافتهٔ دیگر در این صفحه نیامده است.",
            "{more} more findings are not on this page.",
            more=count(len(found) - MOST),
        )


def _row(finding: Finding) -> tuple[Cell, ...]:
    return (finding.sentence, SEVERITIES[finding.severity], finding.mend or Text("—", "—"))
