"""What a plan of units says in words: labels of figures and options, notes, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ostan.words.text import Text

REASON = Text(
    "وظیفه‌های آن‌ها نزدیک است و با یک رئیس، مدیر و جلسهٔ کمتری می‌خواهد",
    "their functions are close, and with one head they need fewer managers and sessions",
)
"""Why a merger is planned."""

COUNT = Text("شمار", "count")
PEOPLE = Text("نفر", "people")
HOURS = Text("ساعت در سال", "hours a year")
ONE_OFF = Text("ساعت، یک بار", "hours, once")
YEARS = Text("سال", "years")

FIGURES: Mapping[str, tuple[Text, Text]] = MappingProxyType(
    {
        "units": (Text("واحدهای دارای رئیس", "units with a head"), COUNT),
        "bodies_per_ministry": (
            Text(
                "دستگاه‌های هر وزارتخانه در یک مکان، میانگین",
                "bodies of a ministry in a place, mean",
            ),
            COUNT,
        ),
        "bodies_per_ministry_most": (
            Text(
                "دستگاه‌های هر وزارتخانه در یک مکان، بیشترین",
                "bodies of a ministry in a place, most",
            ),
            COUNT,
        ),
        "managers": (
            Text(
                "مدیران، با رئیسان؛ آنجا که ثبت نشده برآورد",
                "managers, heads included; estimated where not recorded",
            ),
            PEOPLE,
        ),
        "managing_hours": (
            Text("ساعت‌هایی که صرف مدیریت می‌شود", "hours spent on managing"),
            HOURS,
        ),
        "heads_in_council": (
            Text(
                "رئیسان واحدها در شورای اداری، میانگین مکان‌ها",
                "heads of units in the administrative council, mean of places",
            ),
            PEOPLE,
        ),
        "council_hours": (
            Text("ساعت رئیسان واحدها در شوراها", "hours of heads of units in councils"),
            HOURS,
        ),
        "change_hours": (Text("هزینهٔ یک‌بارهٔ تغییر", "one-off cost of change"), ONE_OFF),
        "payback_years": (
            Text(
                "بازگشت هزینهٔ تغییر (هزینه بخش بر ساعت‌های آزادشدهٔ سال)",
                "payback of the cost of change (cost by hours freed a year)",
            ),
            YEARS,
        ),
    }
)
"""Label and unit of each figure, in the order in which they are told."""

OPTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "nothing": Text("تغییر ندادن", "change nothing"),
        "duplicates": Text(
            "تنها ادغام واحدهایی که وظیفهٔ مشترک ثبت‌شده دارند",
            "merge only units that have a recorded function in common",
        ),
        "one_body": Text(
            "یک دستگاه برای هر وزارتخانه در هر مکان", "one body for each ministry in each place"
        ),
        "without_change": Text(
            "بهترین ترکیب اگر هزینهٔ تغییر دیده نشود (ارزش آن با آن هزینه)",
            "the best grouping if the cost of change is not looked at (its value with that cost)",
        ),
    }
)
"""Label of each option."""

NO_STAFF = Text(
    "شمار کارکنان {count} واحد از {all} واحدِ دارای رئیس ثبت نشده است؛ برای آن‌ها حیطهٔ نظارت سنجیده "
    "نمی‌شود و ادغام تنها جای رئیسان را کم می‌کند",
    "the staff of {count} of {all} units with a head is not recorded: the span of control is not judged "
    "there, and a merger saves their heads alone",
)
NO_FUNCTIONS = Text(
    "وظیفهٔ {count} واحد وزارتخانه‌ها ثبت نشده است؛ تا ثبت نشود با هیچ واحدی هم‌وظیفه شمرده نمی‌شوند: {names}",
    "the functions of {count} units of ministries are not recorded; until they are, these count as having "
    "none in common with any other: {names}",
)
BENCH = Text(
    "{count} سمت ریاست جای خود را از دست می‌دهد؛ دارندگان آن‌ها می‌مانند و صرفه‌جویی با بازنشستگی و "
    "جابه‌جایی آنان به دست می‌آید",
    "{count} posts of heads lose their place; their holders stay, and what is saved comes as they retire "
    "or move",
)
ASSUMED = Text(
    "ساعت‌های مدیریت، هزینهٔ تغییر و افق {years} ساله فرض است؛ با «هدف‌ها» (assume، years) عوض می‌شود",
    "hours of managing, the cost of change and the horizon of {years} years are assumed; the goals "
    "(assume, years) change them",
)
OTHERS = Text(
    "{count} واحد دارای رئیس واحد وزارتخانه نیست و همان‌گونه می‌ماند؛ هر کدام را تنها این مرجع‌ها تغییر می‌دهند: "
    "{keepers}",
    "{count} units with a head are not units of ministries and stay as they are; only these could change "
    "them: {keepers}",
)
KEEPER = Text("{form} ({count}): {keeper}", "{form} ({count}): {keeper}")
BOUND = Text(
    "{count} واحد وزارتخانه با این سندها از میان نمی‌رود (قفل، رتبهٔ سند تأسیس یا مستند نامعلوم)؛ می‌تواند "
    "دیگران را بپذیرد: {names}",
    "{count} units of ministries cannot be ended by these acts (locked, the rank of the founding act, or "
    "a ground not known); they may take others in: {names}",
)
BROAD = Text(
    "نزدیکی وظیفه‌ها از موضوع‌های ثبت‌شده است که کلی‌اند؛ هر ادغام را کارشناس همان حوزه باید ببیند و جفتِ "
    "نادرست با apart جدا می‌شود",
    "how close functions are is read from the subjects recorded, which are broad; each merger is to be "
    "seen by who knows the field, and a wrong pair is kept apart by `apart`",
)
UNJUDGED = Text(
    "min_headcount و max_staff در {count} واحدی که کارکنانشان ثبت نشده است سنجیده نشد",
    "min_headcount and max_staff were not judged in {count} units whose staff is not recorded",
)
FUNCTIONS_HOURS = Text(
    "ارزش، جز ساعت‌ها، بهای ناهماهنگی وظیفه‌ها (lambda) و سندها را هم دارد",
    "the value holds, beside hours, the price of unlike functions (lambda) and of acts",
)
NOT_ALLOWED = Text("همهٔ هدف‌ها را نگه نمی‌دارد", "it does not keep all goals")
CUT_SHORT = Text(
    "جست‌وجوی آن در زمان داده‌شده به پایان نرسید", "its search did not end in the time given"
)
