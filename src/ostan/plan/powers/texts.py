"""What a plan of powers says in words: why a matter stays, names of figures, of options and notes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ostan.words.text import Text

WHY: Mapping[str, Text] = MappingProxyType(
    {
        "kept": Text("به خواست هدف‌ها کنار می‌ماند", "the goals keep it out"),
        "words": Text(
            "شرط آن به عبارت نوشته شده است و سنجیده نمی‌شود",
            "its condition is in words, which are not compared",
        ),
        "unclear": Text(
            "تصمیم‌گیران آن از هم جدا نیستند یا سنجهٔ حدهایشان یکی نیست",
            "its deciders meet, or their limits are in different measures",
        ),
        "nobody": Text("کسی در آن تصمیم نمی‌گیرد", "nobody decides it"),
        "no_cases": Text(
            "شمار پرونده‌هایش نه در داده‌هاست نه در پیش‌فرض‌ها",
            "neither the tables nor the defaults say how many cases it has",
        ),
        "no_amounts": Text(
            "حدی دارد ولی مبلغ پرونده‌هایش معلوم نیست",
            "it has a limit, but the amounts of its cases are not known",
        ),
        "lowest": Text(
            "از پیش در پایین‌ترین سطحی است که دفتری دارد",
            "it is decided at the lowest level that has an office already",
        ),
        "no_taker": Text(
            "در استان دفتری نیست که آن را بگیرد، یا یکی از چند دفتر را باید در takers برگزید",
            "no office in the province could take it over, or one of several has to be named in takers",
        ),
        "beyond_reach": Text(
            "سندی که لازم دارد در دسترس هدف‌ها نیست", "the act it takes is beyond the goals' reach"
        ),
        "ground_unknown": Text(
            "مستند اختیار امروزین نامعلوم است", "the ground of today's power is not known"
        ),
        "no_move": Text("هدف‌ها این حرکت را نمی‌پذیرند", "the goals do not allow the move"),
        "not_worth": Text(
            "پایین آوردن آن به آنچه می‌گیرد نمی‌ارزد یا جا برای آن نیست",
            "sending it down is not worth what it takes, or there is no room for it",
        ),
    }
)
"""Why a matter is left alone, by code."""

_SHARE = Text("سهم", "share")
_HOURS = Text("ساعت در سال", "hours a year")

FIGURES: Mapping[str, tuple[Text, Text, str]] = MappingProxyType(
    {
        "matters_country": (
            Text("امور با تصمیم در مرکز", "Matters decided at the centre"),
            _SHARE,
            "less",
        ),
        "matters_province": (
            Text("امور با تصمیم در استان", "Matters decided in the province"),
            _SHARE,
            "more",
        ),
        "matters_county": (
            Text("امور با تصمیم در شهرستان", "Matters decided in the county"),
            _SHARE,
            "more",
        ),
        "cases_country": (
            Text("پرونده‌ها با تصمیم در مرکز", "Cases decided at the centre"),
            _SHARE,
            "less",
        ),
        "cases_province": (
            Text("پرونده‌ها با تصمیم در استان", "Cases decided in the province"),
            _SHARE,
            "more",
        ),
        "cases_county": (
            Text("پرونده‌ها با تصمیم در شهرستان", "Cases decided in the county"),
            _SHARE,
            "more",
        ),
        "posts": (
            Text(
                "پرونده‌ها با تصمیم استانداران و فرمانداران",
                "Cases decided by governors of provinces and counties",
            ),
            _SHARE,
            "more",
        ),
        "agencies": (
            Text("پرونده‌ها با تصمیم دستگاه‌های استانی", "Cases decided by provincial agencies"),
            _SHARE,
            "more",
        ),
        "steps": (
            Text("پله‌های میان شهروند و تصمیم‌گیر", "Levels between a citizen and the decider"),
            Text("پله", "levels"),
            "less",
        ),
        "citizen_hours": (
            Text("ساعت‌هایی که شهروندان می‌گذارند", "Hours citizens spend"),
            _HOURS,
            "less",
        ),
        "wait_days": (
            Text("انتظار هر پرونده", "Waiting of a case"),
            Text("روز", "days"),
            "less",
        ),
        "office_hours": (
            Text("ساعت همهٔ دفترها برای پرونده‌ها", "Hours of all offices for cases"),
            _HOURS,
            "neither",
        ),
        "province_hours": (
            Text(
                "ساعت دفترهای استان و شهرستان برای پرونده‌ها",
                "Hours of offices below the centre for cases",
            ),
            _HOURS,
            "neither",
        ),
        "exposure": (
            Text(
                "در معرض خطر بودن: پرونده × مبلغ × ریسک، پایین‌تر از مرکز",
                "Exposure: cases × amount × risk, below the centre",
            ),
            Text("پروندهٔ میانه در سال", "median cases a year"),
            "neither",
        ),
        "fullest": (
            Text("پرترین دفتر گیرنده", "The fullest office that takes over"),
            Text("سهم ساعت‌هایی که برای پرونده دارد", "share of its hours for cases"),
            "less",
        ),
    }
)
"""Figures of a plan by name: label, unit, and which way is better."""

OPTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "nothing": Text("بدون تغییر", "No change"),
        "grounds": Text("اگر مستندهای نامعلوم پیدا شود", "If the grounds not known were found"),
        "bill": Text("با لایحه", "With a bill"),
        "whole": Text("بی سقف: هر امر همه یا هیچ", "Without ceilings: all of a matter or none"),
        "room": Text("اگر ساعت دفترها حد نبود", "If the hours of offices were no limit"),
    }
)
"""Options beside the plan, by name."""

DEMAND = Text(
    "شمار پرونده‌های {count} امر در هیچ جدولی نیست و از پیش‌فرض‌هاست؛ ساعت و روز شهروند در هر سطح نیز فرض است",
    "cases of {count} matters stand in no table and are from the defaults; hours and days of citizens by "
    "level are assumed too",
)
GAPS = Text(
    "در {count} امر کسی تصمیم نمی‌گیرد و تصمیم آن‌ها در مرکز انگاشته شد: {matters}",
    "nobody decides in {count} matters, which are taken as decided at the centre: {matters}",
)
LEFT = Text(
    "{count} امر کنار ماند، زیرا {why}: {matters}",
    "{count} matters are left alone, for {why}: {matters}",
)
CEILINGS = Text(
    "سقفِ امری که در اختیارنامه حدی ندارد به ریال است، و مبلغ‌ها لگ‌نرمال انگاشته شد",
    "a ceiling of a matter without a limit in the register is in rials; amounts are taken as lognormal",
)
ROOM = Text(
    "ساعت هر دفتر برای پرونده: ساعت کار سمت‌هایش کم از شوراها، ضرب در سهمی که فرض است (case_share)؛ کارکنان بی "
    "سمت شمرده نشده‌اند",
    "hours of an office for cases: working hours of its posts less their councils, times a share that is "
    "assumed (case_share); staff without a post are not counted",
)
NO_GRANT_LAW = Text(
    "اختیاری که در امر بی متولی داده می‌شود هنوز مستندی ندارد؛ سند آن همان است که باید نوشته شود",
    "a power granted where nobody decided has no ground yet: the act to be written is its ground",
)
NOTHING_LEFT = Text(
    "هیچ امری نیست که بتوان شمرد: {why}", "there is no matter that can be counted: {why}"
)
REFUSED = Text(
    "در {count} امر کسی تصمیم نمی‌گیرد و هدف‌ها (gaps) نمی‌پذیرند که چیزی به جای آن انگاشته شود: {matters}",
    "nobody decides in {count} matters, and the goals (gaps) allow nothing to be assumed for them: {matters}",
)
NO_PLACE = Text(
    "«{came}» استان نیست؛ شناسهٔ یک استان یا *province بنویسید",
    "“{came}” is no province; write the id of one, or *province",
)
