"""Changes on their way from cells: plain data with the cells it came from, and what has to be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ostan.country.tables import TABLES
from ostan.files.headers import or_nearest
from ostan.files.reforms.names import Book, Named
from ostan.files.reforms.problems import said
from ostan.reform.change import Change
from ostan.reform.reading import change_of
from ostan.reform.reform import Reform
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where

_DONE_TO: Final = ("councils", "council", "unit")
"""Fields that say what a change is done to, the first that a change has."""
LISTED: Final = 4
"""Most names a sentence offers."""


@dataclass(frozen=True)
class Draft:
    """A change as JSON holds it, the row it came from, and the cells of its fields."""

    change: Mapping[str, Any]
    where: Where
    cells: Mapping[str, Where] = field(default_factory=dict)


@dataclass
class Drafts:
    """Changes in their order; what was found; what may be put into the cells asked; `head`: title, parent."""

    made: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    choices: dict[Where, tuple[str, ...]] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)

    def ask(self, asked: Asked) -> None:
        """Keep a question, with what may be put into its cells."""
        self.findings.append(asked.finding)
        if asked.choices:
            self.choices |= dict.fromkeys(asked.finding.where, asked.choices)


class Asked(Exception):
    """What cannot be taken as it stands: the question, and what may be put into its cells."""

    def __init__(self, finding: Finding, choices: Sequence[str] = ()) -> None:
        super().__init__(finding.code)
        self.finding = finding
        self.choices = tuple(choices)


def ask_name(where: Where, table: str, named: Named, book: Book) -> Asked:
    """Return the question about a name that is not known, or is that of several."""
    if named.ids:
        labels = [book[table].label(i) for i in sorted(named.ids)]
        shown = "، ".join(labels[:LISTED])
        return Asked(said("name_shared", where, came=named.came, near=shown), labels)
    likely = or_nearest(list(named.near[:LISTED]))
    title = TABLES[table].title
    return Asked(said("name_unknown", where, came=named.came, table=title, near=likely), named.near)


@dataclass(frozen=True)
class Listed:
    """A Reform read from a file: its changes, what has to be asked, and where each change stood.

    `asked` are questions, each with its cells: what they are about is not in the Reform. `notices`
    say what was taken for granted or passed over. `rows` leads from the position of a change (from
    0) to its row, `cells` to the cell of what it is done to, where the file has cells; `choices` from
    a cell that is asked to what can be put there.
    """

    reform: Reform
    asked: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()
    rows: Mapping[int, Where] = field(default_factory=dict)
    choices: Mapping[Where, tuple[str, ...]] = field(default_factory=dict)
    cells: Mapping[int, Where] = field(default_factory=dict)

    def certain(self) -> Reform:
        """Return the Reform if nothing has to be asked; raises BadInput with every question else."""
        if self.asked:
            raise BadInput([*self.asked, *self.notices])
        return self.reform


def listed(drafts: Drafts, file: str) -> Listed:
    """Return the Reform of drafts, with what is wrong said at its cells."""
    found = [*drafts.findings]
    changes: list[Change] = []
    rows: dict[int, Where] = {}
    cells: dict[int, Where] = {}
    for draft in drafts.made:
        made = change_of(draft.change, file, len(changes) + 1)
        if isinstance(made, Change):
            rows[len(changes)] = draft.where
            cells[len(changes)] = next(
                (draft.cells[n] for n in _DONE_TO if n in draft.cells), draft.where
            )
            changes.append(made)
        else:
            found += [_at_its_cell(f, draft) for f in made]
    try:
        head = Reform.read({**drafts.head, "changes": []}, file)
    except BadInput as error:
        head = Reform.of(())
        found += error.findings
    return Listed(
        Reform.of(changes, head.parent, head.title),
        tuple(f for f in found if f.severity is Severity.ERROR),
        tuple(f for f in found if f.severity is not Severity.ERROR),
        rows,
        drafts.choices,
        cells,
    )


def _at_its_cell(finding: Finding, draft: Draft) -> Finding:
    """Move a finding from the number and field of a change to the cell they came from."""
    name = finding.where[0].column if finding.where else None
    return replace(finding, where=(draft.cells.get(name or "", draft.where),))
