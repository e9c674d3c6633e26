"""The sheets of a Reform's workbook: titles, columns and headings, taken from the kinds themselves."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from ostan.persian.keys import fold
from ostan.reform.change import Change
from ostan.reform.kinds import KINDS
from ostan.words.labels import Labels, labels
from ostan.words.text import Text

Lane = Literal["name", "text", "number", "truth", "day", "choice"]
"""What a cell of a column holds; `name` is an id, a type, or a name of the Country."""

ORDER: Final = "order"
"""The column that is no field of a change: its number in the Reform."""
ORDER_HEADING: Final = Text("ترتیب", "order")
ORDER_ABOUT: Final = Text(
    "شمارهٔ تغییر در بستهٔ اصلاحی، در همهٔ برگه‌ها با هم؛ چند سطر با یک شماره یک تغییر است.",
    "Number of the change in the Reform, over all sheets; several rows of one number are one change.",
)
COVER: Final = Text("بستهٔ اصلاحی", "Reform")
"""Title of the first sheet, which says what the Reform is called and how the sheets are filled in."""
COVER_FIELDS: Final[Mapping[str, Text]] = {
    "version": Text("نسخه", "version"),
    "title": Text("عنوان", "title"),
    "parent": Text("اثر انگشت کشور مبنا", "parent"),
}
"""What the first sheet says of the Reform: the fields beside its changes."""

HEADINGS: Final[Mapping[str, str]] = {
    "at": "مکان‌ها",
    "but": "به جز",
    "reason": "دلیل",
    "action": "اقدام",
    "from": "از تاریخ",
    "host": "شورای میزبان",
    "councils": "شوراها",
    "council": "شورا",
    "unit": "واحد",
    "into": "واحد پذیرنده",
    "units": "واحدها",
    "head": "رئیس واحد",
    "functions": "وظیفه‌ها",
    "to_unit": "به واحد",
    "post": "سمت",
    "new": "واحد تازه",
    "unit_kind": "نوع واحد",
    "ministry": "وزارتخانه",
    "parent": "واحد بالادست",
    "posts": "سمت‌ها",
    "services": "خدمت‌ها",
    "matters": "امرها",
    "staff": "کارکنان",
    "budget_per_year": "بودجهٔ سالانه",
    "to": "به سمت",
    "holder": "دارنده",
    "name_fa": "نام",
    "name_en": "نام انگلیسی",
    "council_kind": "نوع نهاد",
    "function": "کارکرد",
    "chair": "رئیس",
    "members": "اعضا",
    "secretariat": "دبیرخانه",
    "under": "زیر نظر",
    "law": "مستند قانونی",
    "subjects": "موضوع‌ها",
    "sessions_per_year": "جلسه در سال",
    "sessions_required": "کمینهٔ قانونی جلسه",
    "hours_per_session": "ساعت هر جلسه",
    "subsessions_per_year": "جلسهٔ فرعی در سال",
    "share": "سهم مکاتبه‌ای",
    "functions_to": "وظایف به",
    "functions_end": "پایان وظایف",
    "rule": "شناسهٔ قاعده",
    "except_types": "گونه‌های مستثنا",
    "day": "روز پایان",
    "matter": "امر",
    "role": "نقش",
    "power": "شناسهٔ اختیار",
    "measure": "سنجه",
    "from_amount": "از مقدار",
    "to_amount": "تا مقدار",
    "unlimited": "بدون سقف",
    "unconditional": "بدون شرط",
    "delegated_from": "تفویض‌شده از",
    "condition": "شرط",
    "clause": "بند",
    "may_delegate": "قابل تفویض",
    "to_post": "به کدام سمت",
    "to_council": "به شورا",
    "mode": "شیوهٔ ارائه",
    "provider": "گیرنده",
    "paid_by": "پرداخت‌کننده",
    "fee": "تعرفه",
    "staff_to": "سرنوشت کارکنان",
    "taken_back_when": "شرط لغو واگذاری",
}
"""Persian headings by the name of a field in data; the English heading is the name itself."""

_CHOICES: Final = {
    "council_kind": ("councils", "kind"),
    "function": ("councils", "function"),
    "role": ("powers", "role"),
    "measure": ("powers", "measure"),
    "mode": ("services", "mode"),
    "staff_to": ("services", "staff_to"),
}
_LAST: Final = ("at", "but", "reason", "action", "from")


@dataclass(frozen=True)
class Field:
    """A field of a kind as a column: its name in data, what it holds, how many, of which table.

    values: those of a choice, in order.
    """

    name: str
    lane: Lane
    many: bool
    required: bool
    refers: str | None
    about: Text
    values: tuple[str, ...] = ()

    @property
    def heading(self) -> Text:
        """What stands over the column."""
        return Text(HEADINGS[self.name], self.name)

    @property
    def words(self) -> Labels:
        """Labels of the values of a choice, else nothing."""
        known = labels(*_CHOICES[self.name]) if self.lane == "choice" else {}
        return {v: known[v] for v in self.values if v in known}


def kind_title(kind: str) -> Text:
    """Return what a kind is called: the title of its sheet."""
    return KINDS[kind].title


def kind_of(title: str) -> str | None:
    """Return the kind whose changes a sheet of this title holds, or None."""
    return _titles().get(fold(title))


@cache
def _titles() -> Mapping[str, str]:
    return {fold(t): k for k, m in KINDS.items() for t in (m.title.fa, m.title.en, k)}


@cache
def fields(kind: str) -> tuple[Field, ...]:
    """Return the columns of a kind: its own fields first, then those that all kinds have."""
    made = {f.name: f for f in _fields(KINDS[kind])}
    return tuple(made[n] for n in (*(n for n in made if n not in _LAST), *_LAST))


def _fields(model: type[Change]) -> Iterator[Field]:
    refers = model.referring()
    for name, info in model.model_fields.items():
        if name == "kind":
            continue
        many, inner = _inner(info.annotation)
        lane = _lane(inner, refers.get(name))
        said = info.alias or name
        values = get_args(inner) if lane == "choice" else ()
        required, about = info.is_required(), model.meaning(name)
        yield Field(said, lane, many, required, refers.get(name), about, values)


def _inner(annotation: Any) -> tuple[bool, Any]:
    """Take the choice of None, the annotations and the tuple off a type."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _inner(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _inner(next(a for a in get_args(annotation) if a is not type(None)))
    if origin is tuple:
        return True, _inner(get_args(annotation)[0])[1]
    return False, annotation


def _lane(inner: Any, refers: str | None) -> Lane:
    if get_origin(inner) is Literal:
        return "choice"
    lanes: Mapping[Any, Lane] = {float: "number", int: "number", bool: "truth", date: "day"}
    return lanes.get(inner) or ("name" if refers else "text")


def field_of(kind: str, heading: str) -> str | None:
    """Return the field that a heading of the sheet of `kind` means, ORDER, or None."""
    return _headings(kind).get(fold(heading))


@cache
def _headings(kind: str) -> Mapping[str, str]:
    own = {fold(t): f.name for f in fields(kind) for t in (f.heading.fa, f.heading.en)}
    return {**own, fold(ORDER_HEADING.fa): ORDER, fold(ORDER_HEADING.en): ORDER}
