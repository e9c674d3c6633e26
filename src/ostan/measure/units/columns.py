"""Columns that several measures of units share."""

from __future__ import annotations

from ostan.measure.columns import column

LEGAL_FORM = column(
    "legal_form",
    "text",
    ("شکل حقوقی", "Legal form"),
    (
        "شکل حقوقی واحد؛ no_unit: سمتی که واحد ندارد",
        "Legal form of the unit; no_unit: a post without a unit",
    ),
)


BODIES = column(
    "bodies",
    "count",
    ("دستگاه", "Bodies"),
    (
        "واحدهای فعالی که رئیس دارند و زیر واحد دیگری از همان مکان نیستند، با هر شکل حقوقی",
        "Active units with a head that stand under no other unit of the place, of any legal form",
    ),
)
MINISTRY_UNITS = column(
    "ministry_units",
    "count",
    ("واحد وزارتخانه", "Ministry units"),
    (
        "از دستگاه‌ها، آنها که شکل حقوقی‌شان واحد وزارتخانه است: قواعد ادغام تنها از اینها می‌گوید",
        "Of the bodies, those whose legal form is ministry_unit: the only ones rules of merging name",
    ),
)
PARTS = column(
    "parts",
    "count",
    ("زیرمجموعه", "Parts"),
    (
        "واحدهای دارای رئیس که زیر واحد فعال دیگری از همان مکان‌اند",
        "Units with a head under another active unit of the same place",
    ),
)
DESKS = column(
    "desks",
    "count",
    ("بدون رئیس", "Desks"),
    ("واحدهای فعال بی‌رئیس: میز خدمت یا گروه", "Active units without a head: a desk or a group"),
)
SEATS = column("seats", "count", ("عضویت", "Seats"), ("شمار عضویت‌ها", "Number of seats"))
PEOPLE = column(
    "people",
    "people",
    ("نفر", "People"),
    (
        "جمع «شمار» سمت‌هایی که در شورا عضویت دارند؛ سمت حذف‌شده صفر است",
        "Sum of `holders` over the posts that sit in the council; a closed post counts none",
    ),
)


UNIT_LIST = column(
    "units", "text", ("واحدها", "Units"), ("شناسهٔ واحدها با ؛ میان آنها", "Ids of the units, by ;")
)
SEVERAL = column(
    "ministries_with_several",
    "count",
    ("وزارتخانه چنددستگاهی", "Ministries with several bodies"),
    (
        "وزارتخانه‌هایی که در این مکان بیش از یک دستگاه دارند؛ سازمان‌های ملی و دفترهای استاندار و "
        "فرماندار شمرده نمی‌شوند",
        "Ministries with more than one body in the place; national organisations and the offices of "
        "governors are not counted",
    ),
)
