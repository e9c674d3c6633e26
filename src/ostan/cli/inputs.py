"""What commands take: a source, a day, a place or a post by name, a file to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ostan.words.errors import BadInput
from ostan.words.text import Text, joined, same

if TYPE_CHECKING:
    import polars as pl

    from ostan.country.country import Country
    from ostan.files.source import Loaded

NEAREST = 5
"""Names offered where one was not found."""


def loaded(source: str, as_of: str | None = None, map: Path | None = None) -> Loaded:
    """Load a source, as of a day and through a map if they are given."""
    from ostan.files.source import load

    return load(source, as_of=day_of(as_of), map=map)


def day_of(text: str | None) -> date | None:
    """Read a day written in either calendar; None stays None."""
    if text is None:
        return None
    from ostan.persian.jalali import parse_date

    found = parse_date(text)
    if isinstance(found, date):
        return found
    raise BadInput.of("bad_day", Text(found.fa, found.en))


def place_of(country: Country, text: str | None) -> str | None:
    """Return the id of the place that `text` names by id, code, name or alias."""
    return _found(text, _names(country, "places", "place"), UNKNOWN_PLACE)


def post_of(country: Country, text: str | None, place: str | None = None) -> str | None:
    """Return the id of the post that `text` names; a title that many places know needs the place."""
    return _found(text, _names(country, "posts", "post", place), UNKNOWN_POST)


UNKNOWN_PLACE = Text("مکانی به نام «{came}» نیست", "There is no place named “{came}”")
UNKNOWN_POST = Text("سمتی به نام «{came}» نیست", "There is no post named “{came}”")
SHARED_NAME = Text(
    "«{came}» نام بیش از یکی است؛ شناسه را بنویسید: {ids}",
    "“{came}” names more than one; write the id: {ids}",
)
NEAR = Text("نزدیک‌ترین نام‌ها: {near}", "Nearest names: {near}")


def _names(
    country: Country, table: str, key: str, place: str | None = None
) -> dict[str, list[str]]:
    """Return every name of the rows of a table, with the ids that bear it."""
    frame = country[table]
    if place is not None and table == "posts":
        frame = _posts_of(country, place)
    columns = [
        key,
        *(c for c in ("name_fa", "name_en", "title_fa", "title_en", "iso") if c in frame.columns),
    ]
    names: dict[str, list[str]] = {}
    for id, *rest in frame.select(columns).iter_rows():
        for name in {id, *filter(None, rest)}:
            names.setdefault(name, []).append(id)
    for of, id, alias in country["aliases"].select("table", "id", "alias").iter_rows():
        if of == table:
            names.setdefault(alias, []).append(id)
    return names


def _posts_of(country: Country, place: str) -> pl.DataFrame:
    import polars as pl

    units = country["units"].filter(pl.col("place").is_in(country.within(place)))["unit"]
    return country["posts"].filter(pl.col("unit").is_in(units.implode()))


def _found(text: str | None, names: Mapping[str, list[str]], unknown: Text) -> str | None:
    if text is None:
        return None
    if text in names and len(set(names[text])) == 1:
        return names[text][0]
    from ostan.persian.keys import fold

    key = fold(text)
    ids = sorted({id for name, owners in names.items() if fold(name) == key for id in owners})
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise BadInput.of("shared_name", SHARED_NAME.fill(came=text, ids=joined(_some(ids))))
    from ostan.persian.names import nearest

    near = joined(_some(nearest(text, names, NEAREST)))
    raise BadInput.of(
        "unknown_name", unknown.fill(came=text), NEAR.fill(near=near) if near.en else None
    )


def _some(words: Iterable[str]) -> list[Text]:
    listed = list(words)
    more = [same("…")] if len(listed) > NEAREST else []
    return [same(w) for w in listed[:NEAREST]] + more


def free(
    path: Path | None, force: bool, endings: Iterable[str] = (), *read: str | Path | None
) -> Path | None:
    """Return a path that may be written: its folder exists, nothing stands there, its ending is known.

    What is `read` is never written over, not even by `--force`. Checked before work begins, so that
    nobody waits for a refusal.
    """
    if path is None:
        return None
    allowed = tuple(endings)
    if allowed and path.suffix.lower() not in allowed:
        raise BadInput.of("bad_ending", BAD_ENDING.fill(came=path.name, allowed=", ".join(allowed)))
    if not path.absolute().parent.is_dir():
        raise BadInput.of("no_folder", NO_FOLDER.fill(came=str(path.parent)))
    if path.resolve() in {Path(r).resolve() for r in read if r is not None}:
        raise BadInput.of("exists_already", SAME_FILE.fill(came=str(path)), OTHER_NAME)
    if path.exists() and not force and not _empty_folder(path):
        raise BadInput.of("exists_already", EXISTS.fill(came=str(path)), USE_FORCE)
    return path


BAD_ENDING = Text(
    "نام «{came}» باید به یکی از این‌ها پایان یابد: {allowed}",
    "The name “{came}” must end in one of: {allowed}",
)
NO_FOLDER = Text("پوشهٔ «{came}» نیست", "There is no folder “{came}”")
BAD_FOLDER = Text("«{came}» پرونده است، پوشه نیست", "“{came}” is a file and not a folder")
EXISTS = Text("«{came}» از پیش هست و بازنویسی نشد", "“{came}” exists and was not overwritten")
SAME_FILE = Text(
    "«{came}» همان است که خوانده می‌شود؛ بر آن نوشته نمی‌شود",
    "“{came}” is what is read; it is not written over",
)
OTHER_NAME = Text("نامی دیگر بدهید", "Give another name")
USE_FORCE = Text("نامی دیگر بدهید، یا --force را بیفزایید", "Give another name, or add --force")


def _empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
