"""Words of the closed vocabularies in both languages: shown in drop-downs and reports, accepted on input.

Data only. Every value of every `choice` column of `ostan.country.tables` has its label here; a
test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ostan.words.text import Lang, Text

Labels = Mapping[str, Text]
"""Labels by the value that stands in data."""

YES_NO: Labels = MappingProxyType({"true": Text("بله", "yes"), "false": Text("خیر", "no")})
"""Labels of true and false."""

LEVELS: Labels = MappingProxyType(
    {
        "country": Text("کشور", "country"),
        "province": Text("استان", "province"),
        "county": Text("شهرستان", "county"),
        "district": Text("بخش", "district"),
    }
)
"""Levels of places, from the widest."""

MODES: Labels = MappingProxyType(
    {
        "state": Text("دولتی", "state"),
        "delegated": Text("واگذاری مدیریت", "delegated"),
        "purchased": Text("خرید خدمت", "purchased"),
        "cooperative": Text("تعاونی", "cooperative"),
        "association": Text("تشکل مردم‌نهاد", "association"),
        "charity": Text("خیریه", "charity"),
        "trustees": Text("هیئت‌امنایی", "board of trustees"),
        "volunteer": Text("داوطلبانه", "volunteer"),
        "local_public": Text("نهاد عمومی محلی", "local public body"),
    }
)
"""Who provides a service, and how."""

LABELS: Mapping[str, Labels] = MappingProxyType(
    {
        "evidence": {
            "confirmed": Text("تأییدشده", "confirmed"),
            "read": Text("خوانده‌شده", "read"),
            "recalled": Text("از دانش عمومی", "recalled"),
            "assumed": Text("فرضی", "assumed"),
        },
        "level": LEVELS,
        "stands_for": LEVELS,
        "mode": MODES,
        "staff_to": {
            "stay_state": Text("ماندن در دولت", "stay with the state"),
            "transfer": Text("انتقال با خدمت", "go with the service"),
            "bench": Text("بدون پست", "without a post"),
        },
        "offers.kind": MODES,
        "laws.status": {
            "in_force": Text("معتبر", "in force"),
            "amended": Text("اصلاح‌شده", "amended"),
            "repealed": Text("نسخ‌شده", "repealed"),
            "expired": Text("منقضی", "expired"),
            "annulled": Text("ابطال‌شده", "annulled"),
            "unknown": Text("نامعلوم", "unknown"),
        },
        "units.status": {
            "active": Text("فعال", "active"),
            "merged": Text("ادغام‌شده", "merged"),
            "abolished": Text("منحل‌شده", "abolished"),
        },
        "posts.status": {
            "active": Text("فعال", "active"),
            "closed": Text("حذف‌شده", "closed"),
        },
        "councils.status": {
            "active": Text("فعال", "active"),
            "dormant": Text("راکد", "dormant"),
            "replaced": Text("جایگزین‌شده", "replaced"),
            "abolished": Text("منحل‌شده", "abolished"),
        },
        "legal_form": {
            "ministry": Text("وزارتخانه", "ministry"),
            "national_organisation": Text("سازمان ملی", "national organisation"),
            "governorate": Text("استانداری یا فرمانداری", "governorate"),
            "ministry_unit": Text("واحد وزارتخانه", "unit of a ministry"),
            "company": Text("شرکت", "company"),
            "bank": Text("بانک", "bank"),
            "university": Text("دانشگاه", "university"),
            "fund": Text("صندوق", "fund"),
            "foundation": Text("بنیاد", "foundation"),
            "professional_order": Text("نظام صنفی و حرفه‌ای", "professional order"),
            "judiciary": Text("قوه قضائیه", "judiciary"),
            "armed_force": Text("نیروی مسلح", "armed force"),
            "leader_body": Text("نهاد زیر نظر رهبری", "body under the Leader"),
            "local": Text("محلی", "local"),
            "other": Text("سایر", "other"),
        },
        "councils.kind": {
            "council": Text("شورا", "council"),
            "working_group": Text("کارگروه", "working group"),
            "headquarters": Text("ستاد", "headquarters"),
            "commission": Text("کمیسیون", "commission"),
            "committee": Text("کمیته", "committee"),
            "board": Text("هیئت", "board"),
        },
        "sessions.kind": {
            "main": Text("اصلی", "main"),
            "sub": Text("فرعی", "sub-group"),
        },
        "function": {
            "coordinates": Text("هماهنگی", "coordinates"),
            "decides_cases": Text("تصمیم درباره پرونده", "decides cases"),
            "adjudicates": Text("رسیدگی و صدور رأی", "adjudicates"),
            "advises": Text("مشورتی", "advises"),
            "supervises": Text("نظارت", "supervises"),
        },
        "chair_delegable": {
            "yes": Text("بله", "yes"),
            "no": Text("خیر", "no"),
            "unknown": Text("نامعلوم", "unknown"),
        },
        "seats.role": {
            "chair": Text("رئیس", "chair"),
            "deputy": Text("نایب‌رئیس", "deputy chair"),
            "secretary": Text("دبیر", "secretary"),
            "member": Text("عضو", "member"),
            "invited": Text("مدعو", "invited"),
            "observer": Text("ناظر", "observer"),
        },
        "powers.role": {
            "decides": Text("تصمیم‌گیرنده", "decides"),
            "consents": Text("موافقت‌کننده", "consents"),
            "proposes": Text("پیشنهاددهنده", "proposes"),
            "coordinates": Text("هماهنگ‌کننده", "coordinates"),
            "consulted": Text("طرف مشورت", "consulted"),
            "observes": Text("ناظر", "observes"),
            "duty": Text("تکلیف", "duty"),
        },
        "holder_kind": {
            "post": Text("سمت", "post"),
            "unit": Text("واحد", "unit"),
            "council": Text("شورا", "council"),
        },
        "measure": {
            "rial": Text("ریال", "rial"),
            "hectare": Text("هکتار", "hectare"),
            "class": Text("طبقه", "class"),
            "capacity": Text("ظرفیت", "capacity"),
            "count": Text("تعداد", "count"),
            "none": Text("بدون سنجه", "none"),
        },
    }
)
"""Labels by column, or by `table.column` where tables use one column name for different words."""


def labels(table: str, column: str) -> Labels:
    """Return the labels of a choice column; empty where the column has no closed vocabulary."""
    return LABELS.get(f"{table}.{column}") or LABELS.get(column) or {}


def label(table: str, column: str, value: str | None, lang: Lang = "fa") -> str:
    """Return the word for `value` in `lang`; the value itself where none is known, empty for None."""
    found = labels(table, column).get(value or "")
    return found.to(lang) if found else value or ""
