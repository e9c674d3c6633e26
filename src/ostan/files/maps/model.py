"""What may stand in a map of a foreign list, as a model: names, meanings, and where a fault lies.

A map is a TOML file. It says which files (or sheets) to read, which rows of them to keep, and how
each cell of our tables is made from a row of theirs. It holds no code: every step is one of the
fields below, in the order in which they are applied. `ostan.files.maps` applies a map.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ostan.country.tables import TABLES
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

VERSION = "1"
"""Version of the language of maps; a reader refuses another."""

BRACED = re.compile(r"\{([^{}]+)\}")
"""A column's name in a template: `{name} ({side})`."""

Scalar = str | int | float | bool
"""What a constant may be."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Strict):
    """What the text of a cell must be for its row to be kept; all that is given must hold."""

    one_of: list[str] | None = Field(None, description="the cell is one of these")
    not_one_of: list[str] | None = Field(None, description="the cell is none of these (or empty)")
    like: str | None = Field(None, description="the cell matches this regular expression somewhere")
    unlike: str | None = Field(None, description="the cell does not match it (or is empty)")
    empty: bool | None = Field(None, description="true: the cell is empty; false: it is not")


def _as_condition(value: object) -> object:
    if isinstance(value, Scalar):
        return {"one_of": [_word(value)]}
    if isinstance(value, list):
        return {"one_of": [_word(v) for v in value]}
    return value


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


Condition_ = Annotated[Condition, BeforeValidator(_as_condition)]
"""A test, or its short form: a value, or a list of values."""


class File(_Strict):
    """A file or sheet that is read."""

    name: str | None = Field(None, description="its name without the ending; empty: as in the map")
    where: dict[str, Condition_] = Field(default_factory=dict, description="rows that are kept")
    fill_down: list[str] = Field(
        default_factory=list, description="columns whose empty cells repeat the cell above"
    )
    twice_encoded: str | None = Field(
        None,
        description="the encoding whose bytes were written as UTF-8 a second time: windows-1252 "
        "turns FryslÃ¢n back into Fryslân",
    )


class Lookup(_Strict):
    """The cell is looked up in another file, and another cell of the row found is taken."""

    file: str = Field(description="the file, as named under [files]")
    key: str = Field(description="the column that holds what the cell holds")
    take: str = Field(description="the column that is taken")


class Cell(_Strict):
    """How a cell is made. One of column, text, constant; then the steps, in this order."""

    column: str | None = Field(None, description="the cell of this column")
    text: str | None = Field(None, description="a text with columns in braces: {name} ({side})")
    constant: Scalar | None = Field(None, description="the same in every row")
    lookup: Lookup | None = Field(None, description="look the cell up in another file")
    pattern: str | None = Field(
        None, description="keep what the first group of this regular expression matches"
    )
    values: dict[str, Scalar] | None = Field(None, description="the value for each of their words")
    like: list[tuple[str, Scalar]] | None = Field(
        None, description="pairs of a regular expression and the value where it matches; first wins"
    )
    otherwise: Scalar | None = Field(
        None, description="the value for words that are not in values or like"
    )
    keep: bool = Field(False, description="leave words that are not in values or like as they are")
    split: str | None = Field(None, description="one cell holds several values, apart by this")
    id: bool = Field(False, description="make an id from a name")
    empty: Scalar | None = Field(None, description="the value where the cell is empty at the end")

    @model_validator(mode="after")
    def _one_source(self) -> Cell:
        given = [n for n in ("column", "text", "constant") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("one_source")
        return self

    def expressions(self) -> Iterator[tuple[str, str]]:
        """Yield the regular expressions with the field each stands in."""
        if self.pattern is not None:
            yield "pattern", self.pattern
        for index, (expression, _) in enumerate(self.like or ()):
            yield f"like[{index}]", expression

    def sources(self) -> list[str]:
        """Return the foreign columns it is made from."""
        if self.column is not None:
            return [self.column]
        return list(dict.fromkeys(BRACED.findall(self.text or "")))


def _as_cell(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


Cell_ = Annotated[Cell, BeforeValidator(_as_cell)]
"""A cell, or its short form: the name of a column."""


class Split(_Strict):
    """One cell holds several things: the row is repeated, once for each."""

    column: str = Field(description="the column")
    by: str = Field(description="what stands between them")


class Recipe(_Strict):
    """How rows of a table are made from rows of a file."""

    source: str = Field(alias="from", description="the file, as named under [files]")
    where: dict[str, Condition_] = Field(default_factory=dict, description="rows that are used")
    split: Split | None = Field(None, description="a row for each part of a cell")
    once: bool = Field(
        False, description="each key once: the first row stays, rows that say otherwise are listed"
    )
    only_new: bool = Field(False, description="only keys that no recipe above has made")
    columns: dict[str, Cell_] = Field(description="our columns and how each is made")


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Recipes = Annotated[list[Recipe], BeforeValidator(_as_list)]
"""Recipes of one table; a single one need not be a list."""


class Map(_Strict):
    """A map: the files it reads and the tables it makes."""

    version: Literal["1"] = Field("1", description="version of the language of maps")
    base: str | None = Field(
        None,
        description="a country the rows are added to: sample:NAME, or a file or folder beside the map",
    )
    title_fa: str | None = Field(None, description="what it is a map of")
    title_en: str | None = Field(None, description="the same in English")
    choose: dict[str, Scalar] = Field(
        default_factory=dict, description="values to be changed by the user: $name stands for them"
    )
    files: dict[str, File] = Field(default_factory=dict, description="files or sheets, by our name")
    common: dict[str, Cell_] = Field(
        default_factory=dict,
        description="cells of every table that has the column and sets no other",
    )
    tables: dict[str, Recipes] = Field(default_factory=dict, description="recipes by our table")
    rows: dict[str, list[dict[str, Scalar | list[str]]]] = Field(
        default_factory=dict, description="rows written out, by our table"
    )
    path: str = Field("map.toml", exclude=True)
    folder: str = Field(".", exclude=True)


def read_map(path: Path | str) -> Map:
    """Read a map. Raises BadInput with every fault of its form and the place in the file."""
    path = Path(path)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            [fault("broken_map", path.name, "", _UNREADABLE.fill(came=str(path)))]
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            [fault("broken_map", path.name, "", _NOT_TOML.fill(why=str(error)))]
        ) from None
    return map_of(given, path.name, str(path.parent))


def map_of(given: Mapping[str, Any], path: str = "map.toml", folder: str = ".") -> Map:
    """Return the map of parsed TOML, which lies in `folder`. Raises BadInput with every fault of its form."""
    found: list[Finding] = []
    chosen = _chosen(dict(given), given.get("choose", {}), path, "", found)
    try:
        made = Map.model_validate({**chosen, "path": path, "folder": folder})
    except ValidationError as error:
        raise BadInput([*found, *_faults(error, path)]) from None
    found += _unknown_tables(made)
    if found:
        raise BadInput(found)
    return made


def fault(code: str, file: str, at: str, what: Text, came: str | None = None) -> Finding:
    """Return the finding of a fault of the map at a place like `tables.seats.columns.holder`."""
    head = f"{file}: {at}" if at else file
    sentence = Text("{head}: {what}", "{head}: {what}").fill(head=head, what=what)
    return Finding(
        code, Severity.ERROR, sentence, where=(Where(file, column=at or None),), came=came
    )


def nearest(came: str, names: Sequence[str]) -> Text:
    """Return the sentence that offers the nearest of `names`, else lists what there is."""
    from ostan.files.headers import near, or_nearest

    found = near(came, names)
    if found or not names:
        return or_nearest(found)
    some = "، ".join(list(names)[:30])
    return Text(f" این‌ها هست: {some}", f" There is: {some.replace('،', ',')}")


def at_recipe(made: Map, table: str, index: int) -> str:
    """Return the place of a recipe in the map: with its number where there are several."""
    return f"tables.{table}" + (f"[{index}]" if len(made.tables[table]) > 1 else "")


def _chosen(value: Any, choose: Any, path: str, at: str, found: list[Finding]) -> Any:
    """Put the chosen values in the place of `$name`."""
    if isinstance(value, dict):
        inner = ((k, v, f"{at}.{k}" if at else str(k)) for k, v in value.items())
        return {k: _chosen(v, choose, path, a, found) for k, v, a in inner}
    if isinstance(value, list):
        return [_chosen(v, choose, path, f"{at}[{i}]", found) for i, v in enumerate(value)]
    if isinstance(value, str) and re.fullmatch(r"\$[a-z]\w*", value) and isinstance(choose, dict):
        if value[1:] in choose:
            return choose[value[1:]]
        what = _NO_CHOICE.fill(came=value, near=nearest(value[1:], list(choose)))
        found.append(fault("unknown_map_choice", path, at, what, value))
    return value


def _unknown_tables(made: Map) -> list[Finding]:
    found = []
    for group, tables in (("tables", made.tables), ("rows", made.rows)):
        for name in tables:
            if name not in TABLES:
                what = _NO_TABLE.fill(came=name, near=nearest(name, list(TABLES)))
                found.append(fault("unknown_table", made.path, f"{group}.{name}", what, name))
    return found


_UNREADABLE = Text("نقشهٔ «{came}» خوانده نمی‌شود", "the map “{came}” cannot be read")
_NOT_TOML = Text("نقشه TOML درست نیست: {why}", "the map is not valid TOML: {why}")
_NO_CHOICE = Text(
    "«{came}» در [choose] تعریف نشده است.{near}", "“{came}” is not defined under [choose].{near}"
)
_NO_TABLE = Text("جدولی به نام «{came}» نیست.{near}", "there is no table “{came}”.{near}")
_NO_FIELD = Text("واژهٔ «{came}» اینجا شناخته نیست.{near}", "“{came}” is not known here.{near}")
_MISSING = Text("«{came}» لازم است", "“{came}” is required")
_ONE_SOURCE = Text(
    "درست یکی از این سه لازم است: column، text، constant",
    "exactly one of these three is required: column, text, constant",
)
_VERSION = Text(
    "نسخهٔ «{came}» خوانده نمی‌شود؛ این برنامه نسخهٔ {allowed} را می‌خواند",
    "version “{came}” is not read; this program reads version {allowed}",
)
_WRONG = Text("«{came}» پذیرفته نیست ({why})", "“{came}” is not allowed ({why})")


def _faults(error: ValidationError, path: str) -> Iterator[Finding]:
    """Say each fault once, at the innermost place, in our words."""
    said: set[tuple[str, str]] = set()
    for one in error.errors():
        at, what, came = _place(one["loc"]), _sentence(dict(one)), str(one["loc"][-1])
        if (at, what.en) not in said:
            said.add((at, what.en))
            yield fault("broken_map", path, at, what, came)


_INNER = {"str", "int", "float", "bool", "list[str]", "Cell", "function-before[_as_cell(), Cell]"}


def _place(location: tuple[int | str, ...]) -> str:
    at = ""
    for part in location:
        if isinstance(part, int):
            at += f"[{part}]"
        elif part not in _INNER:
            at += f".{part}" if at else part
    return at.replace("[0].", ".") if at.startswith("tables.") and "[1]" not in at else at


def _sentence(one: dict[str, Any]) -> Text:
    kind, came = one["type"], str(one["loc"][-1])
    if kind == "extra_forbidden":
        return _NO_FIELD.fill(came=came, near=nearest(came, _fields(one["loc"])))
    if kind == "missing":
        return _MISSING.fill(came=came)
    if "one_source" in str(one["msg"]):
        return _ONE_SOURCE
    if one["loc"] == ("version",):
        return _VERSION.fill(came=str(one["input"]), allowed=VERSION)
    return _WRONG.fill(came=str(one["input"])[:60], why=str(one["msg"]))


def _fields(location: tuple[int | str, ...]) -> list[str]:
    """Return the words that are known where an unknown one stands."""
    inside = [p for p in location[:-1] if isinstance(p, str) and p not in _INNER]
    if not inside:
        return [n for n in Map.model_fields if n not in ("path", "folder")]
    if "where" in inside:
        return list(Condition.model_fields)
    if "lookup" in inside:
        return list(Lookup.model_fields)
    if "columns" in inside or inside[0] == "common":
        return list(Cell.model_fields)
    if inside[-1] == "split":
        return list(Split.model_fields)
    fields: Mapping[str, Any] = File.model_fields if inside[0] == "files" else Recipe.model_fields
    return [f.alias or n for n, f in fields.items()]
