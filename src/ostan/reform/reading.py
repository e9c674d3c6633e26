"""A Reform from plain data: every fault at once, with the change and field, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import ValidationError

from ostan.reform.change import Change
from ostan.reform.kinds import KINDS
from ostan.reform.reform import VERSION, Reform
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

_NOT_JSON = Text(
    "پرونده JSON درست نیست (سطر {line}): {why}", "the file is not valid JSON (line {line}): {why}"
)
_NOT_LIST = Text(
    "بستهٔ اصلاحی فهرستی از تغییرهاست، یا شیئی با کلید changes",
    "a reform is a list of changes, or an object with the key changes",
)
_NOT_OBJECT = Text("تغییر باید یک شیء JSON باشد", "a change must be a JSON object")
_VERSION = Text(
    "نسخهٔ «{came}» خوانده نمی‌شود؛ این برنامه نسخهٔ {allowed} را می‌خواند",
    "version “{came}” is not read; this program reads version {allowed}",
)
_NO_KIND = Text("نوع تغییر (kind) لازم است", "the kind of change (kind) is required")
_BAD_KIND = Text(
    "نوع تغییر «{came}» شناخته نیست.{near}", "there is no kind of change “{came}”.{near}"
)
_NO_FIELD = Text("این نوع، کلید «{came}» ندارد.{near}", "this kind has no field “{came}”.{near}")
_MISSING = Text("«{came}» لازم است", "“{came}” is required")
_NOTHING_SET = Text(
    "دست‌کم یکی لازم است: sessions_per_year، hours_per_session، subsessions_per_year",
    "at least one is required: sessions_per_year, hours_per_session, subsessions_per_year",
)
_EMPTY = Text("«{field}» نمی‌تواند خالی باشد", "“{field}” cannot be empty")
_CHOICE = Text(
    "«{came}» پذیرفته نیست؛ یکی از این‌ها: {allowed}", "“{came}” is not allowed; one of: {allowed}"
)
_DAY = Text(
    "«{came}» روز نیست؛ شکل درست: 2026-03-21", "“{came}” is not a day; write it as 2026-03-21"
)
_RANGE = Text("«{came}» پذیرفته نیست؛ {meaning}", "“{came}” is not allowed; {meaning}")
_AT = Text("{file}، تغییر {number}: {what}", "{file}, change {number}: {what}")
_ALONE = Text("{file}: {what}", "{file}: {what}")
_NEAR = Text(" نزدیک‌ترین: {near}", " Nearest: {near}")


def loads(text: str, file: str) -> Reform:
    """Return the Reform of a JSON text; see `Reform.loads`."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        what = _NOT_JSON.fill(line=error.lineno, why=error.msg)
        raise BadInput([_finding("broken_reform", file, what)]) from None
    return read(given, file)


def read(data: Mapping[str, Any] | list[Any], file: str) -> Reform:
    """Return the Reform of plain data; see `Reform.read`."""
    whole: dict[str, Any] = {"changes": data} if isinstance(data, list) else _object(data)
    if not isinstance(whole.get("changes", []), list | tuple):
        raise BadInput([_finding("broken_reform", file, _NOT_LIST)])
    found = list(_faults_of_head(whole, file))
    changes = []
    for number, one in enumerate(whole.get("changes", []), start=1):
        made = change_of(one, file, number)
        if isinstance(made, Change):
            changes.append(made)
        else:
            found += made
    if found:
        raise BadInput(found)
    return Reform.of(changes, whole.get("parent"), whole.get("title"))


def _object(data: object) -> dict[str, Any]:
    return dict(data) if isinstance(data, Mapping) else {"changes": data}


def change_of(data: object, file: str, number: int) -> Change | list[Finding]:
    """Return the change of plain data, or everything that is wrong with it.

    `number` counts from 1 and stands, with the field, in the place of each finding.
    """
    if not isinstance(data, Mapping):
        return [_finding("broken_change", file, _NOT_OBJECT, number)]
    kind = data.get("kind")
    if kind is None or kind == "":
        return [_finding("unknown_kind", file, _NO_KIND, number, "kind")]
    model = KINDS.get(str(kind))
    if model is None:
        what = _BAD_KIND.fill(came=str(kind), near=nearest(str(kind), list(KINDS)))
        return [_finding("unknown_kind", file, what, number, "kind", str(kind))]
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        return list(_faults(error, model, file, number))


def nearest(came: str, names: Sequence[str]) -> Text:
    """Return the sentence that offers the nearest of `names`, else lists them."""
    near = get_close_matches(came, names, 3, 0.5) or list(names)
    return _NEAR.fill(near=Text("، ".join(near), ", ".join(near)))


def _faults_of_head(whole: Mapping[str, Any], file: str) -> Iterator[Finding]:
    version = whole.get("version", VERSION)
    if version != VERSION:
        what = _VERSION.fill(came=str(version), allowed=VERSION)
        yield _finding("broken_reform", file, what, field="version", came=str(version))
    for name in whole:
        if name not in Reform.model_fields:
            what = _NO_FIELD.fill(
                came=str(name), near=nearest(str(name), list(Reform.model_fields))
            )
            yield _finding("unknown_field", file, what, field=str(name), came=str(name))
    for name in ("parent", "title"):
        if not isinstance(whole.get(name), str | None) or whole.get(name) == "":
            what = _EMPTY.fill(field=name)
            yield _finding("bad_field", file, what, field=name, came=str(whole[name]))


def _faults(
    error: ValidationError, model: type[Change], file: str, number: int
) -> Iterator[Finding]:
    names = {f.alias or n: n for n, f in model.model_fields.items()}
    for one in error.errors():
        field = str(one["loc"][0]) if one["loc"] else ""
        said = _sentence(one["type"], field, one, model, names)
        came = None if one["type"] in ("missing", "nothing_set") else str(one["input"])[:60]
        yield _finding(said.code, file, said.what, number, field or None, came)


class _Said(NamedTuple):
    code: str
    what: Text


def _sentence(
    kind: str, field: str, one: Any, model: type[Change], names: Mapping[str, str]
) -> _Said:
    came = str(one["input"])[:60]
    if kind == "extra_forbidden":
        return _Said("unknown_field", _NO_FIELD.fill(came=field, near=nearest(field, list(names))))
    if kind == "missing":
        return _Said("missing_field", _MISSING.fill(came=field))
    if kind == "nothing_set":
        return _Said("missing_field", _NOTHING_SET)
    if kind in ("too_short", "string_too_short"):
        return _Said("bad_field", _EMPTY.fill(field=field))
    if kind == "literal_error":
        allowed = str(one["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
        return _Said("bad_field", _CHOICE.fill(came=came, allowed=allowed))
    if kind.startswith("date"):
        return _Said("bad_field", _DAY.fill(came=came))
    meaning = model.meaning(names.get(field, field))
    return _Said("bad_field", _RANGE.fill(came=came, meaning=meaning))


def _finding(
    code: str,
    file: str,
    what: Text,
    number: int | None = None,
    field: str | None = None,
    came: str | None = None,
) -> Finding:
    head = _ALONE if number is None else _AT
    values: dict[str, Any] = {"file": file, "what": what}
    if number is not None:
        values["number"] = number
    # A change stands where a row would: counted from 1.
    where = Where(file, row=number, column=field)
    return Finding(code, Severity.ERROR, head.fill(**values), where=(where,), came=came)
