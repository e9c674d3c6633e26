"""`ostan apply`: a Reform applied to a country, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostan.cli.findings import listed
from ostan.cli.inputs import free, loaded
from ostan.cli.screen import Screen
from ostan.words.errors import BadInput
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.reform.apply import Applied
    from ostan.reform.reform import Reform

APPLIED = Text(
    "{changes} تغییر اعمال شد؛ اثر انگشت کشور تازه: {digest}",
    "{changes} changes applied; digest of the new country: {digest}",
)
SKIPPED = Text(
    "در {places} مکان کنار گذاشته شد، چون آنچه نام برده شده آنجا نیست: {change}",
    "Skipped in {places} places that lack what is named: {change}",
)
INSTRUMENTS = Text("سندهای لازم:", "Acts needed:")
HEADER = (
    Text("سند", "Act"),
    Text("مرجع", "Body"),
    Text("برای چند مورد", "For how many"),
)
WRITTEN = Text("نوشته شد: {target}", "Written: {target}")


def apply(
    screen: Screen,
    source: str,
    reforms: Sequence[Path],
    out: Path,
    as_of: str | None,
    map: Path | None,
    force: bool,
) -> int:
    """Apply the Reforms in order and write the country they make; nothing is written if one is refused."""
    from ostan.files.source import write
    from ostan.measure.powers.newly import new_faults
    from ostan.reform.apply import apply as make

    target = free(out, force, (), source, *reforms)
    assert target is not None
    country = loaded(source, as_of, map).country
    reform = reform_of(reforms, country)
    made = make(country, reform)
    brought = new_faults(country, made.country)
    for line in listed([*made.notices, *brought], screen.lang):
        screen.say(line)
    write(made.country, target, lang=screen.lang)
    screen.show(APPLIED.fill(changes=len(reform), digest=made.country.digest[:16]))
    told(screen, reform, made)
    screen.show(WRITTEN.fill(target=str(target)))
    screen.data(
        {
            "exit": 0,
            "parent": country.digest,
            "reform": reform.digest,
            "digest": made.country.digest,
            "written": [str(target)],
        }
    )
    return 0


def reform_of(paths: Sequence[Path], country: Country) -> Reform:
    """Return the Reforms of these files composed in order.

    Raises BadInput with everything that cannot be read, and with every row of an office's list
    that has to be asked about.
    """
    from ostan.files.reforms import load_reform

    read = [load_reform(path, country) for path in paths]
    asked = [finding for one in read for finding in one.asked]
    if asked:
        raise BadInput(asked)
    first, *rest = (one.reform for one in read)
    return first.compose(*rest)


def told(screen: Screen, reform: Reform, made: Applied) -> None:
    """Show the acts that are needed and the places that were skipped."""
    from ostan.report.evaluation import acts

    rows = acts(made.needs)
    if rows:
        screen.show(INSTRUMENTS)
        screen.table(HEADER, [[_in(c, screen) for c in row] for row in rows])
    for index, places in _skipped(made).items():
        change = reform.changes[index].title
        screen.show(SKIPPED.fill(places=len(places), change=change))


def _skipped(made: Applied) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for skipped in made.skipped:
        found.setdefault(skipped.index, []).append(skipped.place)
    return found


def _in(cell: Any, screen: Screen) -> str:
    from ostan.words.formats import count

    return cell.to(screen.lang) if isinstance(cell, Text) else count(cell, screen.lang)
