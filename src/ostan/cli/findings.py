"""Findings as a person reads them and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ostan.words.finding import Finding, Severity
from ostan.words.text import Lang, Text, same

SEVERITIES = {
    Severity.ERROR: Text("خطا", "error"),
    Severity.WARNING: Text("هشدار", "warning"),
    Severity.NOTICE: Text("یادآوری", "notice"),
}
"""Words for how much a finding matters, the gravest first."""

MEND = Text("راه اصلاح: {mend}", "to mend it: {mend}")
CELLS = 3
"""Cells named in one line of a list; the marked workbook and JSON have all."""
AND_MORE = Text("و {rest} خانهٔ دیگر", "and {rest} more cells")
COUNTS = Text(
    "در مجموع: {error} خطا، {warning} هشدار، {notice} یادآوری",
    "In all: errors {error}, warnings {warning}, notices {notice}",
)


def listed(findings: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """Yield the lines of a list: gravest first, with place, sentence and mending; then the counts."""
    for severity in SEVERITIES:
        for finding in findings:
            if finding.severity == severity:
                yield from _lines(finding, lang)
    if len(findings) > 1:
        yield counted(findings).to(lang)


def counted(findings: Sequence[Finding]) -> Text:
    """Say how many findings there are of each severity."""
    return COUNTS.fill(**{s.value: sum(f.severity == s for f in findings) for s in SEVERITIES})


def as_data(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON: code, severity, both wordings, rows, cells, what came, mending."""
    return [_as_data(f) for f in findings]


def _lines(finding: Finding, lang: Lang) -> Iterator[str]:
    cells = ("، " if lang == "fa" else ", ").join(map(str, finding.where[:CELLS]))
    rest = len(finding.where) - CELLS
    if rest > 0:
        cells += " " + AND_MORE.fill(rest=rest).to(lang)
    head = f"{SEVERITIES[finding.severity].to(lang)} [{finding.code}]"
    place = f" {cells}" if cells else ""
    yield f"{head}{place}: {finding.sentence.to(lang)}"
    if finding.mend:
        yield f"    {MEND.fill(mend=same(finding.mend.to(lang))).to(lang)}"


def _as_data(finding: Finding) -> dict[str, Any]:
    mend = finding.mend
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "fa": finding.sentence.fa,
        "en": finding.sentence.en,
        "mend_fa": mend.fa if mend else None,
        "mend_en": mend.en if mend else None,
        "rows": [{"table": r.table, "key": list(r.key)} for r in finding.rows],
        "where": [
            {"file": w.file, "sheet": w.sheet, "row": w.row, "column": w.column, "cell": w.cell}
            for w in finding.where
        ],
        "came": finding.came,
    }
