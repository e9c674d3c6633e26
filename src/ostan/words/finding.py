"""What a check says: one shape for a bad cell, a broken rule and a doubtful fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ostan.words.text import Text


class Severity(StrEnum):
    """How much a finding matters.

    error: cannot be true or cannot be used; warning: probably wrong, or a legal doubt;
    notice: worth knowing, nothing to mend.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One row of a table, named by its key (never by its position)."""

    table: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A position in a file: sheet for workbooks, row counted from 1 with the header, column letter or name."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    @property
    def cell(self) -> str:
        """The cell as people name it: `B7` in a workbook, `7:place` elsewhere, or empty."""
        if self.row is None:
            return self.column or ""
        if self.column is None:
            return str(self.row)
        return f"{self.column}{self.row}" if self.sheet else f"{self.row}:{self.column}"

    def __str__(self) -> str:
        """File, sheet and cell, with the marks a spreadsheet uses."""
        head = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        return f"{head}!{self.cell}" if self.cell else head


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: a stable code, how bad, a sentence, the rows, and how to mend it.

    `where` is filled when the rows came from a file; `came` is what stood there, `column` the
    column of the rows it stood in, where the finding is about one.
    """

    code: str
    severity: Severity
    sentence: Text
    rows: tuple[Row, ...] = ()
    mend: Text | None = None
    where: tuple[Where, ...] = field(default=())
    came: str | None = None
    column: str | None = None
