"""The tables of a Country, as schemas. Their column docs generate the reference page.

Every table also has `source`, `evidence` and `note`; tables whose rows begin and end have
`valid_from` and `valid_to` (first and last day in force). Ids are short slugs; `place` columns of
template rows hold `*province`, `*county -a -b` on disk and a place in a Country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import dataframely as dy

from ostan.country.columns import (
    EVIDENCE,
    choice,
    day,
    key,
    listed,
    moment,
    number,
    refer,
    whole,
    words,
    words_key,
    yes_no,
)
from ostan.words.text import Text

SCHEMA_VERSION = "1"
"""Stands in everything written; a reader refuses a newer one."""

LEVELS = ("country", "province", "county", "district")
"""Levels of places, from the widest."""
LAW_STATES = ("in_force", "amended", "repealed", "expired", "annulled", "unknown")
"""States of an act. Repealed by a legislator, expired by its own term, annulled by a court."""
LEGAL_FORMS = [
    "ministry",
    "national_organisation",
    "governorate",
    "ministry_unit",
    "company",
    "bank",
    "university",
    "fund",
    "foundation",
    "professional_order",
    "judiciary",
    "armed_force",
    "leader_body",
    "local",
    "other",
]
"""Legal forms of units; rules of law speak of them."""
COUNCIL_KINDS = ("council", "working_group", "headquarters", "commission", "committee", "board")
"""Kinds of collective bodies, as Persian administration names them."""
COUNCIL_FUNCTIONS = ("coordinates", "decides_cases", "adjudicates", "advises", "supervises")
"""What a collective body is for."""
SEAT_ROLES = ("chair", "deputy", "secretary", "member", "invited", "observer")
"""Roles of a seat; exactly one seat of a council is its chair."""
POWER_ROLES = ("decides", "consents", "proposes", "coordinates", "consulted", "observes", "duty")
"""The ladder of a holder's role in a matter, strongest first; a duty is not a power."""
MEASURES = ("rial", "hectare", "class", "capacity", "count", "none")
"""What a power's limits are measured in."""
MODES = [
    "state",
    "delegated",
    "purchased",
    "cooperative",
    "association",
    "charity",
    "trustees",
    "volunteer",
    "local_public",
]
"""Who provides a service, and how."""
STAFF_FATES = ("stay_state", "transfer", "bench")
"""What becomes of the staff of a service that is handed over: elsewhere in the state, with it, no post."""


def _came_from() -> Any:
    return refer(
        "شورای پیشین",
        "شورایی که پیش از ادغام یا انحلالش آن را داشت؛ با برقراری دوباره به همان بازمی‌گردد",
        "The council that had it before it was merged or abolished; restored, it has it again",
        "councils",
    )


class _Row(dy.Schema):
    source = words(
        "منبع",
        "ارجاع، نشانی یا بندی که سطر بر آن استوار است؛ هرگز جای سطر در پرونده نیست",
        "Citation, address or clause the row rests on; never a file position",
    )
    evidence = choice(
        "درجهٔ اعتبار",
        "confirmed (کسی پاسخ‌گوی آن است)، read (گزیده‌ای از منبع خوانده شده)، recalled (از دانش عمومی)، assumed (فرض ما)؛ خالی: گفته نشده",
        "confirmed (somebody answers for it), read (an excerpt was read), recalled (general "
        "knowledge), assumed (ours); empty: not stated",
        EVIDENCE,
        nullable=True,
    )
    note = words("یادداشت", "هر چه خواننده باید بداند", "Anything a reader should know")


class _Dated(_Row):
    valid_from = day(
        "معتبر از",
        "نخستین روزی که سطر برقرار است؛ خالی: از آغاز",
        "First day on which the row holds; empty: from the beginning",
    )
    valid_to = day(
        "معتبر تا",
        "آخرین روزی که سطر برقرار است؛ خالی: همچنان برقرار",
        "Last day on which the row holds; empty: still holds",
    )


class Places(_Row):
    """Places, each in the place that encloses it."""

    place = key("مکان", "شناسهٔ مکان", "Id of the place")
    level = choice("سطح", "سطح حکومت", "Level of government", LEVELS)
    parent = refer(
        "در",
        "مکانی که آن را در بر دارد؛ برای کشور خالی است",
        "The place that encloses it; empty for the country",
        "places",
    )
    name_fa = words("نام", "نام به زبان خود کشور", "Name in the country's own language")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    iso = words("کد ایزو", "کد ISO 3166", "ISO 3166 code")
    population = whole("جمعیت", "شمار ساکنان", "People living there", "people")


class Ranks(_Row):
    """Ranks of acts. The order is for display and for the chain of basis: not one ladder of power."""

    rank = key("رتبه", "شناسهٔ رتبه", "Id of the rank")
    order = whole("ترتیب", "۱ بالاترین است", "1 is the highest", "position", nullable=False)
    name_fa = words("نام", "نام", "Name")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    instrument_fa = words(
        "سند لازم",
        "سندی که برای تغییر مصوبه‌ای از این رتبه لازم است",
        "The instrument by which an act of this rank is changed",
    )
    instrument_en = words("سند لازم انگلیسی", "همان به انگلیسی", "The same in English")
    issued_by = words("مرجع", "مرجعی که آن را صادر می‌کند", "The body that issues it")


class Laws(_Dated):
    """Acts: statutes, decrees, by-laws, directives."""

    law = key("قانون", "شناسهٔ قانون یا مصوبه", "Id of the act")
    title_fa = words("عنوان", "عنوان", "Title")
    title_en = words("عنوان انگلیسی", "عنوان به انگلیسی", "Title in English")
    rank = refer("رتبه", "رتبهٔ مصوبه", "Rank of the act", "ranks", nullable=False)
    basis = refer(
        "مبنا",
        "مصوبه‌ای که دستور تصویب آن یا تشکیل نهادش را داده است؛ نه صلاحیت کلی مرجع تصویب",
        "The act that ordered it, or its body, to be made; not the author's general authority",
        "laws",
    )
    number = words("شماره", "شماره، چنان‌که چاپ شده است", "Number as printed")
    date = day("تاریخ", "روز تصویب", "Day of adoption")
    year = whole(
        "سال",
        "سال تصویب به تقویم کشور، اگر روز دانسته نیست",
        "Year of adoption in the country's calendar, if the day is unknown",
        "year",
    )
    expires = day("پایان اعتبار", "آخرین روز مدت خود مصوبه", "Last day of its own term")
    status = choice("وضعیت", "وضعیت مصوبه", "State of the act", LAW_STATES, absent="unknown")
    replaced_by = refer(
        "جایگزین", "مصوبه‌ای که جای آن را گرفته است", "The act that took its place", "laws"
    )


class Rules(_Dated):
    """Who may make which change: the least act that suffices for a move, by founding rank."""

    rule = key("قاعده", "شناسهٔ قاعده", "Id of the rule")
    move = words(
        "حرکت",
        "تغییری که قاعده از آن سخن می‌گوید: merge_councils، delegate_chair و مانند آن",
        "The change it speaks of: merge_councils, delegate_chair ...",
        nullable=False,
    )
    founding_rank = refer(
        "رتبه تأسیس",
        "رتبهٔ بالاترین سند در زنجیرهٔ تأسیس؛ خالی: هر رتبه",
        "Rank of the founding chain; empty: any",
        "ranks",
    )
    enough_rank = refer(
        "رتبه کافی",
        "رتبهٔ سندی که کافی است؛ خالی: قفل",
        "Rank of the act that suffices; empty: locked",
        "ranks",
    )
    condition = words(
        "شرط",
        "ستون=مقدار، ستون!=مقدار، ستون>=ستون؛ قاعدهٔ شرط‌دار مقدم است",
        "column=value, column!=value, column>=column; rules with one go first",
    )
    law = refer("قانون", "مصوبه‌ای که این را می‌گوید", "The act that says so", "laws")


class Units(_Dated):
    """Units of the state and bodies beside it."""

    unit = key("واحد", "شناسهٔ واحد", "Id of the unit")
    type = words(
        "گونه",
        "آنچه در همه‌جا هست: شناسه بدون مکان",
        "What it is everywhere: the id without its place",
        nullable=False,
    )
    name_fa = words("نام", "نام", "Name")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    kind = words(
        "نوع",
        "اداره کل، دفتر، شرکت و مانند آن",
        "general_directorate, office, company ...",
        nullable=False,
    )
    legal_form = choice("شکل حقوقی", "شکل حقوقی", "Legal form", LEGAL_FORMS)
    place = refer("مکان", "جایی که در آن است", "Where it lies", "places", nullable=False)
    serves = listed(
        "حوزه خدمت",
        "مکان‌هایی که به آن‌ها خدمت می‌کند، اگر جز مکان خودش باشد",
        "Places it serves, if not its own",
        "places",
    )
    head = refer(
        "رئیس",
        "سمتی که رئیس آن است؛ خالی: گروه یا میز خدمت",
        "The post at its head; empty: a group or a desk",
        "posts",
    )
    parent = refer("واحد بالادست", "واحدی که زیر نظر آن است", "The unit it stands under", "units")
    ministry = refer(
        "وزارتخانه",
        "وزارتخانه یا سازمان ملی که به آن تعلق دارد",
        "The ministry or national organisation it belongs to",
        "units",
    )
    staff = whole("کارکنان", "شمار کارکنان", "People working there", "people")
    budget_per_year = whole("بودجه سالانه", "بودجهٔ یک سال", "Budget of a year", "rial")
    functions = listed("وظایف", "موضوع وظیفه‌های آن", "Subjects of its functions", "subjects")
    law = refer("قانون", "مصوبه‌ای که آن را تأسیس کرده است", "The act that founded it", "laws")
    status = choice("وضعیت", "وضعیت", "State", ("active", "merged", "abolished"), absent="active")
    replaced_by = refer(
        "جایگزین", "واحدی که این در آن ادغام شده است", "The unit it was merged into", "units"
    )


class Posts(_Dated):
    """Posts, not people: the unit of analysis."""

    post = key("سمت", "شناسهٔ سمت", "Id of the post")
    type = words(
        "گونه",
        "آنچه در همه‌جا هست: شناسه بدون مکان",
        "What it is everywhere: the id without its place",
        nullable=False,
    )
    title_fa = words("عنوان", "عنوان", "Title")
    title_en = words("عنوان انگلیسی", "عنوان به انگلیسی", "Title in English")
    unit = refer(
        "واحد",
        "واحدی که سمت از آن است؛ خالی: بدون جایگاه",
        "The unit it belongs to; empty: on the bench",
        "units",
    )
    manager = yes_no("مدیریتی", "مدیریتی است یا نه", "Whether it is a managerial post")
    holders = whole(
        "شمار",
        "شمار کسانی که این سمت را دارند",
        "People who hold it",
        "people",
        low=1,
        absent=1,
        nullable=False,
    )
    weight = number(
        "وزن",
        "ارزش هر ساعت، نسبت به رئیس یک واحد",
        "Value of an hour, relative to the head of a unit",
        "ratio",
    )
    hours_per_year = number(
        "ساعت کار سالانه", "ساعت کار در یک سال", "Working hours of a year", "hours/year", high=8784
    )
    cost_per_year = whole(
        "هزینه سالانه", "هزینهٔ سمت در یک سال", "Cost of the post in a year", "rial"
    )
    stands_for = choice(
        "به‌جای",
        "سمت گروهی که با بارگذاری مکان‌های آن سطح کنار می‌رود؛ جایش را جانشین آن و اگر ندارد همهٔ سمت‌های همان گونه می‌گیرند",
        "A group post that gives way when places of that level are loaded, to its stand-in or else to all of its type",
        LEVELS,
        True,
    )
    stand_in = refer(
        "جانشین", "سمتی که می‌تواند به جای آن بیاید", "The post that may come in its place", "posts"
    )
    status = choice("وضعیت", "وضعیت", "State", ("active", "closed"), absent="active")


class Councils(_Dated):
    """Collective bodies: councils, headquarters, working groups, commissions."""

    council = key("شورا", "شناسهٔ شورا", "Id of the council")
    type = words(
        "گونه",
        "آنچه در همه‌جا هست: شناسه بدون مکان",
        "What it is everywhere: the id without its place",
        nullable=False,
    )
    name_fa = words("نام", "نام", "Name")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    kind = choice("نوع", "نوع نهاد", "Kind of body", COUNCIL_KINDS, nullable=True)
    function = choice(
        "کارکرد", "برای چه کاری است", "What it is for", COUNCIL_FUNCTIONS, nullable=True
    )
    place = refer("مکان", "جایی که در آن تشکیل می‌شود", "Where it sits", "places", nullable=False)
    under = refer("زیر نظر", "شورایی که زیر نظر آن است", "The council it stands under", "councils")
    secretariat = refer(
        "دبیرخانه",
        "واحدی که دبیرخانهٔ آن را نگه می‌دارد",
        "The unit that keeps its secretariat",
        "units",
    )
    law = refer("قانون", "مصوبه‌ای که آن را تأسیس کرده است", "The act that founded it", "laws")
    sessions_per_year = number(
        "جلسه در سال",
        "جلسه‌های اصلی، در عمل",
        "Main sessions, in practice",
        "sessions/year",
        high=1000,
    )
    sessions_required = number(
        "جلسه لازم در سال",
        "کمینهٔ قانونی جلسه‌های اصلی",
        "Lawful minimum of main sessions",
        "sessions/year",
        high=1000,
    )
    subsessions_per_year = number(
        "جلسه فرعی در سال",
        "جلسه‌های گروه‌های فرعی",
        "Sessions of its sub-groups",
        "sessions/year",
        high=5000,
    )
    hours_per_session = number(
        "ساعت هر جلسه", "طول یک جلسهٔ اصلی", "Length of a main session", "hours", high=24
    )
    agenda_per_session = number(
        "دستور هر جلسه",
        "شمار موضوع‌های دستور یک جلسه",
        "Items on the agenda of a session",
        "items",
        high=500,
    )
    quorum = number(
        "حد نصاب",
        "سهمی از اعضا که حضورشان لازم است",
        "Share of members that must be there",
        "share",
        high=1,
    )
    chair_delegable = choice(
        "تفویض ریاست",
        "آیا ریاست قابل تفویض است",
        "Whether the chair may be delegated",
        ("yes", "no", "unknown"),
        absent="unknown",
    )
    elected = yes_no(
        "انتخابی", "آیا شورای انتخابی است", "Whether it is an elected council", absent=False
    )
    status = choice(
        "وضعیت", "وضعیت", "State", ("active", "dormant", "replaced", "abolished"), absent="active"
    )
    replaced_by = refer(
        "جایگزین",
        "شورایی که این در آن ادغام شده یا جای آن را گرفته است",
        "The council it was merged into, or that took its place",
        "councils",
    )
    sits_with = refer(
        "جلسه مشترک با",
        "شورایی که جلسه‌ها مشترک با آن و به میزبانی آن برگزار می‌شود",
        "The council that hosts its sessions, held jointly",
        "councils",
    )
    same_day_as = refer(
        "هم‌روز با",
        "شورایی که جلسه‌ها در روز جلسه‌های آن برگزار می‌شود",
        "The council on whose days it sits",
        "councils",
    )
    written_share = number(
        "سهم مکاتبه‌ای",
        "سهمی از کار که مکاتبه‌ای (دورگردش) و بی جلسه تصمیم‌گیری می‌شود؛ خالی: هیچ",
        "Share of its business decided in writing, without a session; empty: none",
        "share",
        high=1,
    )


class Agenda(_Row):
    """What councils speak of."""

    council = key("شورا", "شورا", "The council", refers="councils")
    subject = key("موضوع", "موضوع", "The subject", refers="subjects")
    share = number("سهم", "سهم آن از وقت شورا", "Share of its time", "share", high=1)
    carried = yes_no(
        "انتقالی",
        "موضوعی که از شورای ادغام‌شده به اینجا آمده است؛ خالی: از خود شورا",
        "A subject taken over from a council that was merged in; empty: the council's own",
    )


class Seats(_Dated):
    """Who sits where. On disk a holder may be a rule: `heads: legal_form=bank`, `type: x`."""

    council = key("شورا", "شورا", "The council", refers="councils")
    holder = key(
        "دارنده",
        "سمتی که عضویت از آن است، یا در پرونده یک قاعده",
        "The post that holds the seat, or a rule on disk",
        refers="posts",
        rule=True,
    )
    role = choice(
        "نقش",
        "نقش؛ هر شورا تنها یک رئیس دارد",
        "Role; one seat is the chair",
        SEAT_ROLES,
        absent="member",
    )
    attendance = number(
        "احتمال حضور", "احتمال حضور", "Probability of coming", "probability", high=1
    )
    stand_in = refer(
        "جانشین", "سمتی که می‌تواند به جای او بیاید", "The post that may come instead", "posts"
    )
    carried = yes_no(
        "انتقالی",
        "عضویتی که از شورای ادغام‌شده به اینجا آمده است؛ خالی: از خود شورا",
        "A seat taken over from a council that was merged in; empty: the council's own",
    )


class Sessions(_Row):
    """Sessions that were held or are planned."""

    council = key("شورا", "شورا", "The council", refers="councils")
    start = moment("آغاز", "روز و ساعت، به وقت محلی", "Day and hour, local time")
    minutes = number("دقیقه", "طول جلسه", "Length", "minutes", high=1440)
    kind = choice(
        "نوع",
        "جلسهٔ اصلی یا جلسهٔ گروه فرعی",
        "Main session or session of a sub-group",
        ("main", "sub"),
        absent="main",
    )
    held = yes_no(
        "برگزار شد",
        "برگزار شد یا نه؛ خالی: هنوز دانسته نیست",
        "Whether it took place; empty: not yet known",
    )
    items = whole("مصوبه", "شمار مصوبه‌ها", "Resolutions taken", "items")
    items_carried_out = whole(
        "مصوبه اجراشده", "از آن میان، اجراشده", "Of those, carried out", "items"
    )
    came_from = _came_from()


class Matters(_Row):
    """What is decided on: an appointment, a purchase, a permit."""

    matter = key("امر", "شناسهٔ امر", "Id of the matter")
    name_fa = words("نام", "نام", "Name")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    subject = refer("موضوع", "موضوع آن", "Its subject", "subjects")
    ministry = refer(
        "وزارتخانه", "وزارتخانه‌ای که امر از آن است", "The ministry it belongs to", "units"
    )
    kind = words(
        "نوع", "وظیفه، مجوز، انتصاب، بودجه و مانند آن", "duty, permit, appointment, budget ..."
    )
    risk = number("ریسک", "ریسک تصمیم نادرست", "Risk of deciding wrongly", "0-3", high=3)
    spillover = number("سرریز", "اثر بر جاهای دیگر", "Effect on other places", "0-3", high=3)


class Powers(_Dated):
    """Who decides, consents, proposes ... in a matter, within which limits."""

    power = key("اختیار", "شناسهٔ اختیار", "Id of the power")
    matter = refer("امر", "امر", "The matter", "matters", nullable=False)
    holder_kind = choice(
        "نوع مرجع",
        "مقام در کدام جدول است",
        "Which table the holder is in",
        ("post", "unit", "council"),
    )
    holder = words(
        "مرجع صلاحیت‌دار",
        "سمت، واحد یا شورایی که اختیار را دارد",
        "Post, unit or council that holds it",
        nullable=False,
    )
    role = choice("نقش", "جای آن در نردبان نقش‌ها", "Place on the ladder of roles", POWER_ROLES)
    measure = choice(
        "سنجه",
        "سنجه‌ای که حدها با آن بیان می‌شود",
        "What the limits are measured in",
        MEASURES,
        absent="none",
    )
    from_ = number(
        "از",
        "از این مقدار به بالا (خودش هم)؛ خالی: بدون حد پایین",
        "From this amount on (included); empty: no lower limit",
        "measure",
        alias="from",
    )
    to = number(
        "تا",
        "تا این مقدار (بی خودش)؛ خالی: بدون سقف",
        "Up to this amount (excluded); empty: no upper limit",
        "measure",
    )
    condition = words(
        "شرط",
        "به عبارت؛ قابل مقایسه نیست و هرگز نبود هم‌پوشانی شمرده نمی‌شود",
        "In words: never comparable, never taken as no overlap",
    )
    place = refer(
        "مکان", "جایی که برقرار است؛ خالی: همه‌جا", "Where it holds; empty: everywhere", "places"
    )
    may_delegate = yes_no(
        "قابل تفویض", "آیا دارنده می‌تواند آن را تفویض کند", "Whether the holder may delegate it"
    )
    delegated_from = refer(
        "تفویض‌شده از",
        "اختیاری که این یکی از آن تفویض شده است؛ خالی: دارنده آن را از خود سند دارد",
        "The power this one was delegated from; empty: the holder has it by the act itself",
        "powers",
    )
    law = refer("قانون", "مستند آن", "Its ground", "laws")
    clause = words(
        "بند",
        "شناسهٔ بند در Akoma Ntoso: ‏art_1__para_2",
        "Akoma Ntoso eId of the clause: art_1__para_2",
    )
    came_from = _came_from()


class Steps(_Row):
    """The way of a case through units and councils."""

    matter = key("امر", "امر", "The matter", refers="matters")
    place = key("مکان", "جایی که پرونده پدید می‌آید", "Where the case arises", refers="places")
    order = whole("ترتیب", "۱ گام نخست است", "1 is the first step", "position", key=True)
    unit = refer("واحد", "واحدی که روی آن کار می‌کند", "The unit that works on it", "units")
    council = refer(
        "شورا", "شورایی که روی آن کار می‌کند", "The council that works on it", "councils"
    )
    minutes = number("دقیقه", "کار روی یک پرونده", "Work on one case", "minutes")
    wait_days = number("روز انتظار", "انتظار پیش از گام بعد", "Wait before the next step", "days")
    share = number(
        "سهم",
        "سهم پرونده‌هایی که از این راه می‌روند",
        "Share of cases that come this way",
        "share",
        high=1,
    )
    came_from = _came_from()


class Demand(_Row):
    """How many cases arise, and how large."""

    matter = key("امر", "امر", "The matter", refers="matters")
    place = key("مکان", "جایی که پرونده‌ها پدید می‌آیند", "Where the cases arise", refers="places")
    cases_per_year = number("پرونده در سال", "پرونده‌ها در یک سال", "Cases in a year", "cases/year")
    median_amount = number(
        "میانه مبلغ",
        "میانهٔ مبلغ، با سنجهٔ همان امر",
        "Median amount, in the measure of the matter",
        "measure",
    )
    amount_sigma = number(
        "پراکندگی",
        "انحراف معیار لگاریتم مبلغ",
        "Standard deviation of the logarithm of the amount",
        "log",
    )


class Services(_Dated):
    """Services to people, and who provides them."""

    service = key("خدمت", "شناسهٔ خدمت", "Id of the service")
    type = words(
        "گونه",
        "آنچه در همه‌جا هست: شناسه بدون مکان",
        "What it is everywhere: the id without its place",
        nullable=False,
    )
    name_fa = words("نام", "نام", "Name")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    place = refer("مکان", "جایی که ارائه می‌شود", "Where it is provided", "places", nullable=False)
    ministry = refer(
        "وزارتخانه", "وزارتخانه‌ای که پاسخ‌گوی آن است", "The ministry that answers for it", "units"
    )
    unit = refer(
        "واحد",
        "واحدی که آن را ارائه یا بر آن نظارت می‌کند",
        "The unit that provides or oversees it",
        "units",
    )
    mode = choice("شیوه", "چه کسی و چگونه آن را ارائه می‌کند", "Who provides it, and how", MODES)
    provider = words(
        "ارائه‌دهنده",
        "کسی بیرون از دولت که آن را ارائه می‌کند؛ خالی: خود واحد، یا ثبت نشده",
        "Who outside the state provides it; empty: the unit itself, or not recorded",
    )
    sovereign = yes_no("حاکمیتی", "آیا امر حاکمیتی است", "Whether it is a sovereign function")
    staff_to = choice(
        "سرنوشت کارکنان",
        "stay_state (در جای دیگری از دولت می‌مانند)، transfer (با خدمت می‌روند)، bench (بی‌پست می‌مانند)؛ خالی: گفته نشده",
        "stay_state (elsewhere in the state), transfer (go with the service), bench (are left without "
        "a post); empty: not said",
        STAFF_FATES,
        nullable=True,
    )
    taken_back_when = words(
        "شرط لغو واگذاری",
        "رویداد یا سنجه‌ای که با آن واگذاری لغو می‌شود، به عبارت",
        "What ends the handing over, in words: an event, or a figure that is passed",
    )
    paid_by = words("پرداخت‌کننده", "چه کسی می‌پردازد", "Who pays")
    fee = whole("تعرفه", "بهای یک بار استفاده", "Fee for one use", "rial")
    users_per_year = number(
        "مراجعان سالانه", "شمار مراجعان در یک سال", "People served in a year", "people/year"
    )
    cost_per_year = whole("هزینه سالانه", "هزینهٔ یک سال", "Cost of a year", "rial")
    law = refer("قانون", "مستند آن", "Its ground", "laws")


class Offers(_Row):
    """Offers of people and associations to take a service over."""

    offer = key("پیشنهاد", "شناسهٔ پیشنهاد", "Id of the offer")
    service = words("گونه خدمت", "گونهٔ خدمت", "Type of the service", nullable=False)
    place = refer("مکان", "کجا", "Where", "places", nullable=False)
    by = words("پیشنهاددهنده", "چه کسی پیشنهاد می‌دهد", "Who offers")
    kind = choice("نوع", "چه نوع گیرنده‌ای", "What kind of taker", MODES)
    capacity_per_year = number(
        "ظرفیت سالانه",
        "شمار کسانی که در یک سال می‌تواند خدمت دهد",
        "People it can serve in a year",
        "people/year",
    )
    price = whole("بها", "بهای درخواستی برای یک سال", "Price asked for a year", "rial")
    valid_to = day("معتبر تا", "آخرین روز پیشنهاد", "Last day of the offer")


class Subjects(_Row):
    """Subjects of agendas and functions, in a tree."""

    subject = key("موضوع", "شناسهٔ موضوع", "Id of the subject")
    name_fa = words("نام", "نام", "Name")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    parent = refer("زیر", "موضوع گسترده‌تر", "The wider subject", "subjects")


class Aliases(_Row):
    """Other names of the same thing; every confirmed match adds one."""

    table = key("جدول", "جدولی که چیز در آن است", "Table of the thing")
    id = key("شناسه", "شناسهٔ آن", "Its id")
    alias = words_key("نام دیگر", "نام دیگر", "The other name")


class Defaults(_Row):
    """Values taken where a cell is empty, each with its range and reason. The most specific wins."""

    name = words_key(
        "نام", "ستون، یا ستون[ویژگی=مقدار;...]", "column, or column[attribute=value;...]"
    )
    low = number("کمینه", "مقدار کم", "Low setting", "as unit", low=None)
    value = number("مقدار", "مقدار پیش‌فرض", "Default setting", "as unit", low=None)
    high = number("بیشینه", "مقدار زیاد", "High setting", "as unit", low=None)
    unit_fa = words("یکا", "یکای این سه", "Unit of the three, in the country's own language")
    unit_en = words("یکا به انگلیسی", "یکای این سه به انگلیسی", "Unit of the three")
    reason_fa = words("دلیل", "چرا این مقدار", "Why this value, in the country's own language")
    reason_en = words("دلیل به انگلیسی", "چرا این مقدار، به انگلیسی", "Why this value")


class Holidays(_Row):
    """Days on which nobody meets."""

    date = day("تاریخ", "آن روز", "The day", key=True)
    name_fa = words("نام", "نام تعطیلی", "Name of the holiday")


class Actions(_Row):
    """Actions of the programme: data, so that a sixth or a tenth is added by its user."""

    action = key("اقدام", "شناسهٔ اقدام", "Id of the action")
    order = whole("ترتیب", "ترتیب نمایش", "Order of showing", "position", nullable=False)
    name_fa = words("نام", "نام", "Name")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    goal_fa = words("هدف", "برای چه کاری است", "What it is for")
    owner_fa = words("متولی", "چه کسی پاسخ‌گوی آن است", "Who answers for it")


class ActionSteps(_Row):
    """Steps of an action towards adoption, with what shows that they were done."""

    action = key("اقدام", "اقدام", "The action", refers="actions")
    step = key("گام", "شناسهٔ گام در اقدام خود", "Id of the step within its action")
    order = whole(
        "ترتیب",
        "گام نخست ۱؛ خالی: پس از گام‌های دارای ترتیب",
        "1 is the first step; empty: after those that have one",
        "position",
    )
    name_fa = words("نام", "نام", "Name")
    name_en = words("نام انگلیسی", "نام به انگلیسی", "Name in English")
    owner_fa = words("متولی", "چه کسی انجام می‌دهد", "Who does it")
    body_fa = words(
        "مرجع", "مرجعی که آن را تصویب یا میزبانی می‌کند", "The body that adopts or hosts it"
    )
    due = day("سررسید", "روزی که باید تا آن انجام شود", "Day by which it is due")
    done = yes_no(
        "انجام شد", "انجام شد یا نه؛ خالی: دانسته نیست", "Whether it is done; empty: not known"
    )
    done_on = day("تاریخ انجام", "روزی که انجام شد", "Day on which it was done")
    evidence_fa = words("مدرک", "آنچه آن را نشان می‌دهد", "What shows it")


@dataclass(frozen=True)
class Table:
    """A table: its name, group, title, what it holds, and its schema."""

    name: str
    group: str
    title: Text
    about: Text
    schema: type[dy.Schema]

    @cached_property
    def columns(self) -> Mapping[str, Any]:
        """Columns by name, key first, then the table's own, then validity and evidence."""
        common = set(_Dated.columns())
        made = self.schema.columns()
        own = {n: c for n, c in made.items() if n not in common}
        tail = {
            n: made[n]
            for n in ("valid_from", "valid_to", "source", "evidence", "note")
            if n in made
        }
        keys = {n: c for n, c in own.items() if c.primary_key}
        return MappingProxyType({**keys, **own, **tail})

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Names of the key columns, in order."""
        return tuple(n for n, c in self.columns.items() if c.primary_key)

    @cached_property
    def refers(self) -> Mapping[str, str]:
        """Columns that hold ids of another table, with that table."""
        found = {n: (c.metadata or {}).get("refers") for n, c in self.columns.items()}
        return MappingProxyType({n: t for n, t in found.items() if t})


def _table(
    name: str, group: str, fa: str, en: str, about_fa: str, schema: type[dy.Schema]
) -> Table:
    about = Text(about_fa, (schema.__doc__ or "").splitlines()[0])
    return Table(name, group, Text(fa, en), about, schema)


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        t.name: t
        for t in (
            _table(
                "places",
                "land",
                "مکان‌ها",
                "Places",
                "مکان‌ها، هر یک در مکانی که آن را در بر دارد.",
                Places,
            ),
            _table(
                "ranks",
                "law",
                "رتبه‌های حقوقی",
                "Ranks of acts",
                "رتبه‌های اسناد حقوقی. ترتیب برای نمایش و زنجیرهٔ مبناست، نه یک نردبان قدرت.",
                Ranks,
            ),
            _table(
                "laws",
                "law",
                "قوانین و مصوبات",
                "Acts",
                "قانون‌ها، مصوبه‌ها، آیین‌نامه‌ها و دستورالعمل‌ها.",
                Laws,
            ),
            _table(
                "rules",
                "law",
                "قواعد تغییر",
                "Rules of change",
                "چه کسی چه تغییری را می‌تواند بدهد: کمترین سند کافی برای هر حرکت، بر پایهٔ رتبهٔ تأسیس.",
                Rules,
            ),
            _table(
                "units", "structure", "واحدها", "Units", "واحدهای دولت و نهادهای کنار آن.", Units
            ),
            _table("posts", "structure", "سمت‌ها", "Posts", "سمت‌ها، نه اشخاص: واحد تحلیل.", Posts),
            _table(
                "councils",
                "councils",
                "شوراها",
                "Councils",
                "نهادهای جمعی: شوراها، ستادها، کارگروه‌ها، کمیسیون‌ها.",
                Councils,
            ),
            _table(
                "agenda",
                "councils",
                "دستور کار",
                "Agendas",
                "شوراها دربارهٔ چه گفت‌وگو می‌کنند.",
                Agenda,
            ),
            _table(
                "seats",
                "councils",
                "عضویت‌ها",
                "Seats",
                "چه کسی در کجا عضو است. در پرونده، دارنده می‌تواند یک قاعده باشد.",
                Seats,
            ),
            _table(
                "sessions",
                "councils",
                "جلسات",
                "Sessions",
                "جلسه‌هایی که برگزار شده یا برنامه‌ریزی شده‌اند.",
                Sessions,
            ),
            _table(
                "matters",
                "authority",
                "امور",
                "Matters",
                "آنچه دربارهٔ آن تصمیم گرفته می‌شود: انتصاب، خرید، مجوز.",
                Matters,
            ),
            _table(
                "powers",
                "authority",
                "اختیارات",
                "Powers",
                "چه کسی در هر امر تصمیم می‌گیرد، موافقت می‌کند، پیشنهاد می‌دهد و تا چه حدی.",
                Powers,
            ),
            _table(
                "steps",
                "authority",
                "گام‌های رسیدگی",
                "Steps of a case",
                "راه یک پرونده از میان واحدها و شوراها.",
                Steps,
            ),
            _table(
                "demand",
                "authority",
                "تقاضا",
                "Demand",
                "چند پرونده و با چه مبلغی پدید می‌آید.",
                Demand,
            ),
            _table(
                "services",
                "services",
                "خدمات",
                "Services",
                "خدمات به مردم، و اینکه چه کسی آن‌ها را ارائه می‌کند.",
                Services,
            ),
            _table(
                "offers",
                "services",
                "پیشنهادهای واگذاری",
                "Offers",
                "پیشنهادهای مردم و انجمن‌ها برای گرفتن یک خدمت.",
                Offers,
            ),
            _table(
                "subjects",
                "keys",
                "موضوع‌ها",
                "Subjects",
                "موضوع‌های دستور کار و وظیفه‌ها، به شکل درخت.",
                Subjects,
            ),
            _table(
                "aliases",
                "keys",
                "نام‌های دیگر",
                "Aliases",
                "نام‌های دیگر یک چیز؛ هر تطبیق تأییدشده یکی می‌افزاید.",
                Aliases,
            ),
            _table(
                "defaults",
                "keys",
                "پیش‌فرض‌ها",
                "Defaults",
                "مقدارهایی که به جای خانهٔ خالی می‌نشینند، با دامنه و دلیل. دقیق‌ترین مقدم است.",
                Defaults,
            ),
            _table(
                "holidays", "keys", "تعطیلات", "Holidays", "روزهایی که کسی جلسه ندارد.", Holidays
            ),
            _table(
                "actions",
                "programme",
                "اقدام‌ها",
                "Actions",
                "اقدام‌های برنامه: داده‌اند، تا کاربر بتواند ششمی یا دهمی را بیفزاید.",
                Actions,
            ),
            _table(
                "action_steps",
                "programme",
                "گام‌های اقدام",
                "Steps of actions",
                "گام‌های هر اقدام تا تصویب، با آنچه انجام آن‌ها را نشان می‌دهد.",
                ActionSteps,
            ),
        )
    }
)
"""Every table by name, in the order in which they are shown and written."""
