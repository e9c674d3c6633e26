"""Names of defaults in both languages.

A default is named in data as `hours_per_session[kind=council]`; a reader sees what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ostan.report.blocks import Cell, Code
from ostan.report.inputs import Inputs
from ostan.report.render import LANGS
from ostan.words.labels import LEVELS, labels
from ostan.words.text import Text

STEMS: Final[Mapping[str, Text]] = {
    "sessions_per_year": Text("جلسهٔ اصلی در سال", "main sessions a year"),
    "subsessions_per_year": Text("جلسهٔ فرعی در سال", "sub-sessions a year"),
    "subsessions_per_session": Text(
        "جلسهٔ فرعی به ازای هر جلسهٔ اصلی", "sub-sessions per main session"
    ),
    "subsession_share": Text("سهم حضور در جلسه‌های فرعی", "share of sub-sessions sat in"),
    "hours_per_session": Text("طول جلسهٔ اصلی", "length of a main session"),
    "hours_per_subsession": Text("طول جلسهٔ فرعی", "length of a sub-session"),
    "agenda_items_per_session": Text("دستور هر جلسه", "items on an agenda"),
    "preparation_hours_per_seat_session": Text("آمادگی برای هر جلسه", "preparation for a session"),
    "travel_hours_per_seat_session": Text("رفت‌وآمد برای هر جلسه", "travel to a session and back"),
    "followup_hours_per_seat_session": Text("پیگیری پس از هر جلسه", "follow-up of a session"),
    "hours_per_year": Text("ساعت کار سالانه", "working hours of a year"),
    "attendance": Text("احتمال حضور", "probability of coming"),
    "phi": Text(
        "سهم نشستن عضو غیراصلی در جلسهٔ تجمیع‌شده",
        "share of a merged session a non-core member sits through",
    ),
    "agenda_overlap": Text("هم‌پوشانی دستور جلسه‌ها در تجمیع", "overlap of agendas in a merger"),
    "overhead_hours_per_session": Text("وقت سربار هر جلسه", "overhead of a session"),
    "regrowth": Text("رشد دوبارهٔ زیرگروه‌ها", "regrowth of sub-groups"),
    "weight": Text("وزن ساعت سمت", "weight of an hour"),
    "users_per_thousand": Text(
        "مراجعان یک خدمت از هر هزار ساکن", "users of a service of a thousand inhabitants"
    ),
    "managers_per_unit": Text("مدیر به ازای هر دستگاه", "managers of a body"),
    "staff_per_unit": Text("کارکنان هر واحد", "staff of a unit"),
    "span_of_control": Text("حیطهٔ نظارت", "span of control"),
    "managing_hours_per_head": Text("ساعت مدیریت هر رئیس", "hours a head manages"),
    "managing_hours_per_manager": Text("ساعت مدیریت هر مدیر", "hours a manager manages"),
    "change_hours_per_unit": Text("ساعت کار دگرگونی هر واحد", "hours of change of a unit"),
    "change_hours_per_person": Text("ساعت کار دگرگونی هر نفر", "hours of change of a person"),
    "cases_per_year": Text("پرونده در سال", "cases a year"),
    "median_amount": Text("میانهٔ مبلغ", "median amount"),
    "amount_sigma": Text("پراکندگی مبلغ", "spread of amounts"),
    "minutes_per_case": Text("دقیقهٔ کار هر پرونده", "minutes of work on a case"),
    "case_share": Text("سهم پرونده‌ها از ساعت کار", "share of working hours for cases"),
    "wait_days_per_case": Text("روز انتظار هر پرونده", "days a case waits"),
    "citizen_hours_per_case": Text("ساعت مراجع برای هر پرونده", "hours of a citizen for a case"),
    "coordination_hours_per_case": Text(
        "ساعت هماهنگی هر پرونده", "hours of coordination of a case"
    ),
    "split_hours_per_case": Text(
        "ساعت دوسطحی بودن هر پرونده", "hours of a case decided at two levels"
    ),
    "risk": Text("ریسک تصمیم نادرست", "risk of deciding wrongly"),
    "spillover": Text("اثر بر جاهای دیگر", "effect on other places"),
}
"""What each default is about."""
_TABLES: Final = {"kind": "councils", "function": "councils", "role": "seats"}
_WORDS: Final = {"core": Text("رئیس و نایب‌رئیس", "chair and deputies")}
_NAME: Final = re.compile(r"^\s*(\w+)\s*(?:\[(.*)\])?\s*$")


def default_name(inputs: Inputs, name: str) -> Cell:
    """Return what a default is about; the name itself where it is not a known one."""
    match = _NAME.match(name)
    if not match or match[1] not in STEMS:
        return Code(name)
    stem = STEMS[match[1]]
    parts = [_condition(inputs, p.strip()) for p in (match[2] or "").split(";") if p.strip()]
    if not parts:
        return stem
    fa, en = "، ".join(p.fa for p in parts), ", ".join(p.en for p in parts)
    return Text(f"{stem.fa}: {fa}", f"{stem.en}: {en}")


def _condition(inputs: Inputs, part: str) -> Text:
    attribute, _, value = part.partition("=")
    if not value:
        return _WORDS.get(attribute, Text(attribute, attribute))
    if attribute == "place":
        return LEVELS.get(value, Text(value, value))
    if attribute == "type":
        if inputs.country.row("matters", value) is None:
            return inputs.type_name(value)
        return Text(*(inputs.country.name("matters", value, lang) for lang in LANGS))
    return labels(_TABLES.get(attribute, ""), attribute).get(value, Text(value, value))
