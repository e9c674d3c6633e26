"""What the speech said, beside what the loaded Country has: never scaled up, each with its reason.

The figures are those of one report on one country (a meeting of its governors); they stand beside
any Country whose own place has the ISO code of that country, and nowhere else.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from ostan.country.country import Country
from ostan.words.text import Text

ISO: Final = "IR"
"""Country of the speech."""

PROVINCE_COUNCILS: Final = Text("گاهی تا ۹۰", "sometimes up to 90")
PRESIDENT_CHAIRS: Final = Text("۵۴", "54")
NATIONAL_COUNCILS: Final = Text("نزدیک به ۳۰۰", "nearly 300")
ADMINISTRATIVE_COUNCIL: Final = Text("حدود ۱۰۰ تا ۱۲۰", "about 100 to 120")
"""The four figures with the qualifiers they were said with: an upper range is not an average."""

WHY_PROVINCE: Final = Text(
    "سخنرانی از بیشینهٔ برخی استان‌ها می‌گوید («گاهی»)؛ این فهرست از متن مصوبه‌ها گردآوری شده است و "
    "شوراهای ویژهٔ یک استان و زیرگروه‌ها را کمتر دارد.",
    "The speech gives the upper end of some provinces (“sometimes”); this list was compiled from "
    "texts of acts and has fewer sub-groups and fewer bodies of a single province.",
)
WHY_PRESIDENT: Final = Text(
    "فهرست تنها شوراهایی را دارد که سند یا گزارشی از آن‌ها یافت شد؛ شورایی که رئیس‌جمهور ریاست آن را "
    "واگذار کرده است، جدا شمرده می‌شود.",
    "The list has only the councils of which an act or a report was found; those whose chair the "
    "president has handed over are counted apart.",
)
WHY_NATIONAL: Final = Text(
    "بقیه در این فهرست نیست؛ چیزی برای رسیدن به این عدد افزوده یا ضرب نشده است.",
    "The rest is not in the list; nothing was added or multiplied to reach that figure.",
)
WHY_ADMINISTRATIVE: Final = Text(
    "این‌جا شمار اعضا از روی قاعده حساب می‌شود، نه از روی فهرست؛ این‌که کدام شکل‌های حقوقی دعوت می‌شوند "
    "فرض است. نزدیکی دو عدد نشانهٔ معقول بودن قاعده است، نه اثبات آن.",
    "Here members are counted by rule, not from a list, and which legal forms are called is assumed. "
    "That the two agree makes the rule plausible; it proves nothing.",
)


def applies(country: Country) -> bool:
    """Whether the speech was about this Country."""
    return ISO in country["places"].filter(pl.col("level") == "country")["iso"].to_list()
