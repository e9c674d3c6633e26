"""Legal forms of units: which the executive may rearrange, and who alone could change the others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from ostan.reform.change import Change
from ostan.words.labels import labels
from ostan.words.text import Text

FREE: Final = "ministry_unit"
"""The form of the units of ministries: rules of law may open it to the executive."""

KEEPERS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "ministry": Text("قانون (لایحه)", "a statute (a bill)"),
        "national_organisation": Text(
            "قانون یا مرجعی که آن را تأسیس کرده است", "a statute, or the body that founded it"
        ),
        "governorate": Text(
            "قانون تقسیمات کشوری و مرجع آن", "the law of territorial division and its authority"
        ),
        "company": Text("مجمع عمومی و اساسنامهٔ آن", "its own general assembly and its statutes"),
        "bank": Text(
            "مجمع عمومی و ناظر بانکی", "its own general assembly and the banking supervisor"
        ),
        "university": Text(
            "هیئت امنا و مرجع آموزش عالی", "its own trustees and the authority for universities"
        ),
        "fund": Text("ارکان و اساسنامهٔ خود آن", "its own organs under its statutes"),
        "foundation": Text("هیئت امنا و اساسنامهٔ آن", "its own trustees under its statutes"),
        "professional_order": Text(
            "ارکان منتخب اعضا و قانون آن", "the organs its members elect, and its law"
        ),
        "judiciary": Text("قوهٔ قضائیه", "the judiciary"),
        "armed_force": Text("فرماندهی کل نیروهای مسلح", "the high command of the armed forces"),
        "leader_body": Text("مرجعی که زیر نظر آن است", "the authority it answers to"),
        "local": Text(
            "قانون شوراها و شورای منتخب", "the law of local councils and the elected council"
        ),
        "other": Text("مرجع تأسیس خود آن", "the body that founded it"),
    }
)
"""Who could change a unit of a form that no rule opens; general knowledge, to be made exact by rules.

A rule that fits and names an act that suffices goes before it.
"""


_WORDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "bank": Text("بانک", "bank"),
        "university": Text("دانشگاه", "university"),
        "fund": Text("صندوق", "fund"),
        "foundation": Text("بنیاد", "foundation"),
        "professional_order": Text("سازمان حرفه‌ای", "professional order"),
        "judiciary": Text("واحد قوهٔ قضائیه", "unit of the judiciary"),
        "armed_force": Text("نیروی مسلح", "armed force"),
        "leader_body": Text("نهاد زیر نظر رهبری", "body of the leader"),
        "local": Text("نهاد محلی", "local body"),
        "other": Text("نهاد دیگر", "other body"),
    }
)

_UNKNOWN: Final = Text("با شکل حقوقی نامعلوم", "of unknown legal form")


def named(form: str | None) -> Text:
    """Return the word for a legal form."""
    known = labels("units", "legal_form").get(form or "") or _WORDS.get(form or "")
    return known or (Text(form, form) if form else _UNKNOWN)


def keeper(form: str | None) -> Text | None:
    """Return who alone could change a unit of this form, unless a rule opens it; None: the free form.

    Of a unit whose form is not known nobody can be named: None.
    """
    return KEEPERS.get(form or "")


class OfUnit(Change):
    """A change of units; those of other forms than the units of ministries have their keepers."""

    def keeper(self, row: Mapping[str, Any]) -> Text | None:
        """Return who alone could change a unit of another form than the units of ministries."""
        return keeper(row["legal_form"])
