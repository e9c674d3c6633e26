"""Columns of the measures of powers, with their units and formulas."""

from __future__ import annotations

from ostan.country.tables import POWER_ROLES
from ostan.measure.columns import MATTER, PLACE, column
from ostan.measure.figure import Column
from ostan.words.labels import labels

LEVEL = column(
    "level",
    "level",
    ("سطح", "Level"),
    (
        "سطح مکانِ مقام تصمیم‌گیرنده؛ unknown: مقام یا مکان او در جدول‌ها نیست",
        "Level of the place of the holder; unknown: the holder or its place is not in the tables",
    ),
)
HOLDER_KIND = column(
    "holder_kind",
    "text",
    ("نوع مرجع", "Kind of holder"),
    ("سمت، واحد یا شورا", "post, unit or council"),
)
HOLDER = column(
    "holder",
    "id",
    ("مرجع صلاحیت‌دار", "Holder"),
    ("شناسهٔ سمت، واحد یا شورا", "Id of the post, unit or council"),
)
GROUND = column(
    "ground",
    "text",
    ("وضعیت مستند", "State of the ground"),
    (
        "stands: سند معتبر یا اصلاح‌شده است؛ no_law: سندی ثبت نشده؛ missing: سند در جدول نیست؛ جز اینها "
        "وضعیت سند: repealed نسخ‌شده، expired منقضی، annulled ابطال‌شده، unknown نامعلوم. تنها خودِ سند، "
        "نه مبنای آن",
        "stands: the act is in force or amended; no_law: no act is recorded; missing: the act is not in "
        "the table; else the status of the act: repealed, expired, annulled, unknown. The act itself "
        "only, not what it rests on",
    ),
)


def _role(role: str) -> Column:
    word = labels("powers", "role")[role]
    return column(
        role,
        "count",
        (word.fa, word.en),
        (
            f"شمار اموری که در آنها نقش «{word.fa}» دارد",
            f"Number of matters in which the role is “{word.en}”",
        ),
    )


ROLES: tuple[Column, ...] = (
    column(
        "matters",
        "count",
        ("امور", "Matters"),
        (
            "شمار اموری که در آنها نقشی دارد؛ هر امر یک بار",
            "Number of matters in which there is any role, each counted once",
        ),
    ),
    *(_role(r) for r in POWER_ROLES),
)
"""Matters by role, strongest role first."""

DECISION_LEVELS_COLUMNS: tuple[Column, ...] = (
    PLACE,
    LEVEL,
    column(
        "matters",
        "count",
        ("امور", "Matters"),
        (
            "اموری که مقامی در این سطح دربارهٔ آنها برای این مکان یا درون آن تصمیم می‌گیرد",
            "Matters that a holder at this level decides for the place or inside it",
        ),
    ),
    column(
        "only_here",
        "count",
        ("تنها در این سطح", "Only at this level"),
        ("از آنها، اموری که سطح دیگری تصمیم نمی‌گیرد", "Of these, matters no other level decides"),
    ),
    column(
        "share",
        "share",
        ("سهم", "Share"),
        (
            "سهم این سطح از اموری که تصمیم‌گیرنده دارند؛ امری که چند سطح تصمیم می‌گیرند میانشان برابر "
            "بخش می‌شود، پس جمع سهم‌ها یک است",
            "Share of this level in the matters that have a decider; a matter decided at several levels "
            "is split equally among them, so that shares add up to one",
        ),
    ),
    column(
        "cases_per_year",
        "count",
        ("پرونده در سال", "Cases a year"),
        (
            "پرونده‌های سالانه‌ای که این سطح در سقف خود می‌تواند تصمیم بگیرد؛ مبلغ‌ها لگ‌نرمال با میانه و "
            "پراکندگی جدول تقاضا. اختیارات دارای شرط و مبلغ‌های نامعلوم کنار گذاشته شده‌اند. خالی: تقاضا "
            "ثبت نشده",
            "Cases of a year this level may decide within its limits; amounts lognormal with the median "
            "and sigma of the table demand. Powers with a condition in words and unknown amounts are "
            "left out. Empty: no demand is recorded",
        ),
    ),
    column(
        "cases_share",
        "share",
        ("سهم پرونده‌ها", "Share of cases"),
        (
            "cases_per_year بخش بر همهٔ پرونده‌های مکان؛ آنچه دو سطح می‌توانند تصمیم بگیرند در هر دو است",
            "cases_per_year / all cases of the place; what two levels may decide counts in both",
        ),
    ),
)
ROLE_LADDER_COLUMNS: tuple[Column, ...] = (
    HOLDER_KIND,
    column(
        "holder_type",
        "text",
        ("گونهٔ مقام", "Type of holder"),
        ("گونهٔ سمت، واحد یا شورا", "Type of the post, unit or council"),
    ),
    *ROLES,
)
HOLDER_ROLES_COLUMNS: tuple[Column, ...] = (HOLDER_KIND, HOLDER, *ROLES)
GROUND_COUNTS_COLUMNS: tuple[Column, ...] = (
    PLACE,
    GROUND,
    column(
        "powers",
        "count",
        ("اختیار", "Powers"),
        (
            "اختیاراتی که در این مکان یا درون آن برقرار است، در هر مکان یکی",
            "Powers that hold in the place or inside it, one in each place",
        ),
    ),
    column(
        "written",
        "count",
        ("سطر", "As written"),
        (
            "همان‌ها با شمردن یک بارِ هر الگو: governor_x@qom و governor_x@fars یکی است",
            "The same with each template counted once: x@qom and x@fars are one",
        ),
    ),
    column(
        "share",
        "share",
        ("سهم", "Share"),
        ("written بخش بر همهٔ سطرهای مکان", "written / all rows of the place"),
    ),
)
POWER_GROUNDS_COLUMNS: tuple[Column, ...] = (
    column("power", "id", ("اختیار", "Power"), ("شناسهٔ اختیار", "Id of the power")),
    MATTER,
    HOLDER_KIND,
    HOLDER,
    column(
        "role", "text", ("نقش", "Role"), ("نقش در نردبان نقش‌ها", "Place on the ladder of roles")
    ),
    column("place", "id", ("مکان", "Place"), ("خالی: همه‌جا", "Empty: everywhere")),
    column("law", "id", ("سند", "Act"), ("شناسهٔ سند", "Id of the act")),
    column(
        "clause", "text", ("بند", "Clause"), ("شناسهٔ بند در سند", "Id of the clause in the act")
    ),
    GROUND,
)
DECISION_PATHS_COLUMNS: tuple[Column, ...] = (
    PLACE,
    MATTER,
    column(
        "nearest",
        "level",
        ("نزدیک‌ترین سطح", "Nearest level"),
        (
            "نزدیک‌ترین سطح به مردم که در این مکان دربارهٔ آن تصمیم می‌گیرد",
            "Level nearest to the people at which it is decided for the place",
        ),
    ),
    column(
        "consents",
        "count",
        ("موافقت‌ها", "Consents"),
        (
            "شمار دارندگانی که در این مکان موافقتشان لازم است، با شرط یا بی شرط",
            "Holders whose consent is due in the place, with a condition or without",
        ),
    ),
    column(
        "consents_in_words",
        "count",
        ("موافقت‌های مشروط", "Consents under a condition"),
        (
            "از آنها، آنها که اختیارشان شرطی به عبارت دارد",
            "Of these, those who hold it under a condition in words",
        ),
    ),
    column(
        "steps",
        "count",
        ("گام‌ها", "Steps"),
        ("گام‌های ثبت‌شدهٔ پرونده؛ خالی: ثبت نشده", "Steps of a case on record; empty: none are"),
    ),
    column(
        "steps_per_case",
        "ratio",
        ("گام هر پرونده", "Steps of a case"),
        (
            "جمع سهم گام‌ها: گام‌هایی که یک پرونده به طور میانگین می‌پیماید؛ سهم خالی یعنی همه",
            "Sum of the shares: steps that a case goes through on average; an empty share is all",
        ),
    ),
    column(
        "minutes_per_case",
        "ratio",
        ("دقیقهٔ کار", "Minutes of work"),
        (
            "جمع سهم × دقیقه؛ خالی اگر یکی نامعلوم باشد",
            "Sum of share x minutes; empty where one is unknown",
        ),
    ),
    column(
        "wait_days_per_case",
        "days",
        ("روز انتظار", "Days of waiting"),
        (
            "جمع سهم × روز انتظار؛ خالی اگر یکی نامعلوم باشد",
            "Sum of share x days waited; empty where one is unknown",
        ),
    ),
    column(
        "cases_per_year",
        "count",
        ("پرونده در سال", "Cases a year"),
        ("از جدول تقاضا؛ خالی: ثبت نشده", "From the table demand; empty: none is recorded"),
    ),
)
POWER_DISTANCE_COLUMNS: tuple[Column, ...] = (
    PLACE,
    column(
        "matters",
        "count",
        ("امور", "Matters"),
        ("اموری که کسی برای این مکان تصمیم می‌گیرد", "Matters that somebody decides for the place"),
    ),
    column(
        "centre_share",
        "share",
        ("سهم مرکز", "Share of the centre"),
        (
            "سهم سطح کشور در decision_levels، از امور",
            "Share of the level country in decision_levels, of matters",
        ),
    ),
    column(
        "centre_cases_share",
        "share",
        ("سهم مرکز از پرونده‌ها", "Share of the centre in cases"),
        (
            "همان از پرونده‌ها؛ خالی: تقاضا ثبت نشده یا مرکز هیچ‌یک را تصمیم نمی‌گیرد",
            "The same of cases; empty: no demand is recorded, or the centre decides none",
        ),
    ),
    column(
        "consents_per_matter",
        "ratio",
        ("موافقت در هر امر", "Consents of a matter"),
        ("میانگین consents در امور", "Mean of consents over the matters"),
    ),
    column(
        "consents_per_case",
        "ratio",
        ("موافقت در هر پرونده", "Consents of a case"),
        (
            "میانگین consents با وزن پرونده‌ها؛ خالی: تقاضا ثبت نشده",
            "Mean of consents weighed by cases; empty: no demand is recorded",
        ),
    ),
    column(
        "with_steps",
        "count",
        ("با گام", "With steps"),
        ("اموری که گام‌هایشان ثبت شده است", "Matters whose steps are on record"),
    ),
    column(
        "steps_per_matter",
        "ratio",
        ("گام در هر امر", "Steps of a matter"),
        (
            "میانگین steps_per_case در امور دارای گام",
            "Mean of steps_per_case over the matters with steps",
        ),
    ),
    column(
        "steps_per_case",
        "ratio",
        ("گام در هر پرونده", "Steps of a case"),
        (
            "همان با وزن پرونده‌ها؛ خالی: گام یا تقاضا ثبت نشده",
            "The same weighed by cases; empty: no steps or no demand on record",
        ),
    ),
)
POWER_FAULTS_COLUMNS: tuple[Column, ...] = (
    column(
        "id",
        "text",
        ("خطا", "Fault"),
        (
            "گونه، امر، سنجه، اختیارات و سند با فاصله؛ یکتاست",
            "Kind, matter, measure, powers and act, with blanks; unique",
        ),
    ),
    column(
        "fault",
        "text",
        ("گونه", "Kind"),
        (
            "گونهٔ خطا؛ تعریف هر یک در docs/reference/powers.md",
            "Kind of fault; docs/reference/powers.md defines each",
        ),
    ),
    MATTER,
    column(
        "measure",
        "text",
        ("سنجه", "Measure"),
        ("سنجهٔ مبلغ", "What the amount is measured in"),
    ),
    column(
        "amount",
        "ratio",
        ("از", "From"),
        (
            "کمترین مقدار کوچک‌ترین مورد؛ خالی: هیچ موردی ندارد",
            "Least amount of the smallest case; empty: it has no case",
        ),
    ),
    column(
        "amount_to",
        "ratio",
        ("تا", "Up to"),
        (
            "مقداری که از آن به بعد در همان مکان و روز دیده نمی‌شود؛ خالی: بی‌پایان",
            "Amount from which, in that place on that day, it no longer shows; empty: none",
        ),
    ),
    column(
        "case_place",
        "id",
        ("مکان", "Place"),
        (
            "نخستین مکانی که آن را نشان می‌دهد و مکان دیگری در آن نیست",
            "First place that shows it and holds no other",
        ),
    ),
    column(
        "day",
        "date",
        ("روز", "Day"),
        ("نخستین روزی که آن را نشان می‌دهد", "First day that shows it"),
    ),
    column(
        "powers",
        "text",
        ("اختیارات", "Powers"),
        (
            "اختیاراتی که بی آن‌ها دیده نمی‌شود، با نقطه‌ویرگول",
            "Powers without which it would not show, with semicolons",
        ),
    ),
    column(
        "act",
        "id",
        ("سند", "Act"),
        ("سندی که اعتبار ندارد", "Act that does not stand"),
    ),
    column(
        "times",
        "count",
        ("بار", "Times"),
        (
            "شمار تکرار؛ آنچه یک الگو می‌سازد یک سطر است",
            "How often it occurs; what a template made is one row",
        ),
    ),
    column(
        "places",
        "count",
        ("مکان‌ها", "Places"),
        (
            "در چند مکان؛ صفر: از الگویی نیست",
            "In how many places; 0: no template made it",
        ),
    ),
    column("said_fa", "text", ("جمله", "Sentence (Persian)"), ("به فارسی", "In Persian")),
    column("said_en", "text", ("جمله به انگلیسی", "Sentence"), ("به انگلیسی", "In English")),
    column(
        "mend_fa",
        "text",
        ("راه رفع", "To mend it (Persian)"),
        ("تغییرهایی که آن را رفع می‌کند، به فارسی", "Changes that would mend it, in Persian"),
    ),
    column(
        "mend_en",
        "text",
        ("راه رفع به انگلیسی", "To mend it"),
        ("تغییرهایی که آن را رفع می‌کند، به انگلیسی", "Changes that would mend it, in English"),
    ),
)
POWER_MENDS_COLUMNS: tuple[Column, ...] = (
    column("fault", "text", ("گونه", "Kind"), ("گونهٔ خطا", "Kind of fault")),
    column(
        "faults",
        "count",
        ("خطاها", "Faults"),
        ("شمار خطاهای این گونه در همهٔ مکان‌ها", "Faults of the kind, in all places"),
    ),
    column(
        "clauses",
        "count",
        ("کمترین بندها", "Fewest clauses"),
        (
            "کمترین بندهایی که اصلاحشان همه را رفع می‌کند، با اثبات؛ بند: اختیارات یک سند در یک جا",
            "Fewest clauses whose amendment mends them all, proven; a clause: the powers of one act in "
            "one place",
        ),
    ),
    column(
        "new_powers",
        "count",
        ("اختیار تازه", "New powers"),
        (
            "اموری که هیچ بندی آن‌ها را رفع نمی‌کند، زیرا کسی تصمیم نمی‌گیرد",
            "Matters that no clause mends, for nobody decides in them",
        ),
    ),
    column("clauses_fa", "text", ("بندها", "Clauses (Persian)"), ("به فارسی", "In Persian")),
    column("clauses_en", "text", ("بندها به انگلیسی", "Clauses"), ("به انگلیسی", "In English")),
)
_PAIR = (
    "جفت تصمیم‌گیرندگان همین امر که هر دو اختیارشان در خود این مکان برقرار است و هیچ‌یک از دیگری تفویض نشده است",
    "Pairs of deciders of the matter both of whose powers hold in the place itself, neither delegated "
    "from the other",
)
MATTER_DECIDERS_COLUMNS: tuple[Column, ...] = (
    PLACE,
    MATTER,
    column(
        "deciders",
        "count",
        ("تصمیم‌گیرندگان", "Deciders"),
        (
            "گونه‌های مقامی که برای این مکان یا درون آن تصمیم می‌گیرند؛ صفر: هیچ‌کس",
            "Types of holder that decide for the place or inside it; 0: nobody",
        ),
    ),
    column(
        "levels",
        "count",
        ("سطح‌ها", "Levels"),
        ("شمار سطح‌های آنها", "Number of levels they are at"),
    ),
    column(
        "strongest",
        "text",
        ("قوی‌ترین نقش", "Strongest role"),
        (
            "قوی‌ترین نقشی که کسی در این امر برای این مکان یا درون آن دارد؛ خالی: هیچ نقشی",
            "Strongest role anyone has in the matter for the place or inside it; empty: none",
        ),
    ),
    column("pairs", "count", ("جفت‌ها", "Pairs"), _PAIR),
    column(
        "apart",
        "count",
        ("جدا", "Apart"),
        (
            "از جفت‌ها، آنها که سقف‌های هم‌سنجه یا روزهایشان بی‌تردید جداست، یا یکی هیچ موردی ندارد",
            "Of the pairs, those whose limits in one measure or days are surely apart, or of which one "
            "holds in no case",
        ),
    ),
    column(
        "overlapping",
        "count",
        ("هم‌پوشان", "Overlapping"),
        (
            "از جفت‌ها، آنها که سقف‌های هم‌سنجه و بی‌شرطشان هم‌پوشان است؛ بی‌سقف با هر سقفی هم‌پوشان است",
            "Of the pairs, those whose limits in one measure, without conditions, overlap; no limit "
            "overlaps with every limit",
        ),
    ),
    column(
        "incomparable",
        "count",
        ("سنجش‌ناپذیر", "Incomparable"),
        (
            "از بقیهٔ جفت‌ها، آنها که سقف‌هایشان با دو سنجه است یا شرطی در واژه‌ها دارند",
            "Of the other pairs, those with limits in different measures or a condition in words",
        ),
    ),
    column(
        "same_level",
        "count",
        ("هم‌سطح", "At one level"),
        ("از جفت‌ها، آنها که هر دو در یک سطح‌اند", "Of the pairs, those at the same level"),
    ),
)
DECIDER_COUNTS_COLUMNS: tuple[Column, ...] = (
    PLACE,
    column("matters", "count", ("امور", "Matters"), ("همهٔ امور جدول", "All matters of the table")),
    column(
        "without_decider",
        "count",
        ("بی‌تصمیم‌گیرنده", "Without a decider"),
        (
            "اموری که هیچ‌کس برای این مکان یا درون آن دربارهٔ آنها تصمیم نمی‌گیرد؛ تکلیف و نظارت تصمیم نیست",
            "Matters that nobody decides for the place or inside it; duties and oversight are no decision",
        ),
    ),
    column(
        "only_oversight",
        "count",
        ("تنها نظارت یا تکلیف", "Oversight or duty only"),
        (
            "اموری که قوی‌ترین نقش در آنها نظارت یا تکلیف است: تصمیم‌گیرنده‌ای هم نمی‌خواهند یا نام نبرده‌اند",
            "Matters in which oversight or a duty is the strongest role: they need no decider, or name none",
        ),
    ),
    column(
        "one_decider",
        "count",
        ("یک تصمیم‌گیرنده", "One decider"),
        ("اموری که یک گونه مقام تصمیم می‌گیرد", "Matters that one type of holder decides"),
    ),
    column(
        "several_deciders",
        "count",
        ("چند تصمیم‌گیرنده", "Several deciders"),
        (
            "اموری که بیش از یک گونه مقام تصمیم می‌گیرد",
            "Matters that more than one type of holder decides",
        ),
    ),
    column(
        "overlapping",
        "count",
        ("با سقف هم‌پوشان", "With overlapping limits"),
        (
            "اموری که دست‌کم یک جفت تصمیم‌گیرندهٔ هم‌پوشان دارند",
            "Matters with at least one pair of deciders whose limits overlap",
        ),
    ),
    column(
        "incomparable",
        "count",
        ("با سقف سنجش‌ناپذیر", "With incomparable limits"),
        (
            "اموری که دست‌کم یک جفت تصمیم‌گیرنده دارند که سقف‌هایشان سنجیدنی نیست",
            "Matters with at least one pair of deciders whose limits cannot be compared",
        ),
    ),
)
