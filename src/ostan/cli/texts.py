"""Every word of the help pages, Persian first. `app` has the signatures; docs/reference is made from both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ostan.words.text import Text


@dataclass(frozen=True)
class Page:
    """The help of one command: what it is for, what it writes, examples, its exit codes, and the
    keys of what it says with `--json`.
    """

    summary: Text
    body: Text
    examples: tuple[str, ...]
    exits: tuple[int, ...] = (0, 2, 70, 130)
    keys: tuple[str, ...] = ()


PROGRAM = Page(
    Text(
        "سنجش و بازآرایی ادارهٔ استان: جلسات، اختیارات، واحدها و خدمات، با سند و قانون.",
        "A workbench for provincial government: meetings, powers, units and services, with proof.",
    ),
    Text(
        "SOURCE یکی از این‌هاست: کارپوشهٔ اکسل (.xlsx)، پوشه‌ای از پرونده‌های CSV، پوشه‌ای از "
        "پرونده‌های Parquet، پروندهٔ JSON-LD، یا sample:iran که کشور نمونه است.\n"
        "زبان با --lang en یا متغیر OSTAN_LANG انگلیسی می‌شود. هیچ چیز از شبکه خوانده نمی‌شود.",
        "SOURCE is a workbook (.xlsx), a folder of CSV files, a folder of Parquet files, a JSON-LD "
        "file, or sample:iran, the sample country.\n"
        "The language is set by --lang or the variable OSTAN_LANG. Nothing is read from a network.",
    ),
    (
        "ostan demo",
        "ostan new my.xlsx --from sample:iran",
        "ostan check my.xlsx --errors marked.xlsx",
        "ostan measure my.xlsx councils --place قم",
        "ostan plan my.xlsx councils --place قم --preset alone",
    ),
)
"""The page of `ostan --help`."""

PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "demo": Page(
            Text(
                "کل کار اصلی روی کشور نمونه: گزارش، کارپوشه و داده‌ها.",
                "The whole main job on the sample country: report, workbook and data.",
            ),
            Text(
                "سه پرونده در پوشه می‌نویسد: report.html (در مرورگر باز کنید)، measures.xlsx و "
                "measures.json. این سه در پوشهٔ خودشان بازنویسی می‌شوند.",
                "Writes three files into the folder: report.html (open it in a browser), "
                "measures.xlsx and measures.json. These three are overwritten where they stand.",
            ),
            ("ostan demo", "ostan demo --out demo --place قم"),
            keys=("exit", "place", "written"),
        ),
        "new": Page(
            Text(
                "الگوی خالی برای فهرست خودتان، یا رونوشتی از یک کشور برای شروع.",
                "An empty template for your own list, or a copy of a country to start from.",
            ),
            Text(
                "نامی که به .xlsx پایان یابد کارپوشهٔ اکسل می‌شود و هر نام دیگر پوشه‌ای از پرونده‌های "
                "CSV. با --from جدول‌ها همان‌گونه که هستند رونوشت می‌شوند، با قاعده‌ها و الگوهایشان. با --reform "
                "کارپوشهٔ خالی بستهٔ اصلاحی نوشته می‌شود: برگه‌ای برای هر نوع تغییر.",
                "A name that ends in .xlsx becomes a workbook, any other a folder of CSV files. With "
                "--from the tables are copied as they stand, rules and templates included. With --reform "
                "the empty workbook of a Reform is written: a sheet for each kind of change.",
            ),
            (
                "ostan new empty.xlsx",
                "ostan new my.xlsx --from sample:iran",
                "ostan new changes.xlsx --reform --from sample:iran",
            ),
            keys=("exit", "written"),
        ),
        "check": Page(
            Text(
                "همهٔ خانه‌های نادرست و همهٔ یافته‌ها، یک‌جا.",
                "Every bad cell and every finding, all at once.",
            ),
            Text(
                "نخست خود پرونده خوانده می‌شود؛ اگر خانه‌ای نادرست باشد همه فهرست می‌شوند (کد ۲). "
                "سپس کشور وارسی می‌شود؛ اگر خطا یا هشداری باشد کد خروج ۱ است. --errors همان "
                "کارپوشه را با خانه‌های نشان‌دار پس می‌دهد و --against می‌گوید چه چیز نو، عوض‌شده، "
                "رفته یا مبهم است.",
                "First the file itself is read; if cells are bad all of them are listed (code 2). Then "
                "the country is checked; code 1 if there are errors or warnings. --errors gives the "
                "same workbook back with those cells marked, --against shows what is new, changed, "
                "gone or ambiguous.",
            ),
            (
                "ostan check my.xlsx",
                "ostan check my.xlsx --errors marked.xlsx",
                "ostan check my.xlsx --against sample:iran",
            ),
            (0, 1, 2, 70, 130),
            ("exit", "source", "digest", "rows", "findings"),
        ),
        "measure": Page(
            Text(
                "چند ساعت، در کدام شوراها، چند واحد، چه کسی تصمیم می‌گیرد: با دامنه و سهم فرض‌ها.",
                "How many hours, in which councils, how many units, who decides: with ranges and "
                "what is assumed.",
            ),
            Text(
                "بی نام، همهٔ سنجه‌ها. --place و --post نام فارسی، نام انگلیسی یا شناسه می‌پذیرند. "
                "--out همهٔ سطرها را در یک پرونده می‌نویسد؛ روی صفحه تنها سطرهای نخست هر جدول می‌آید.",
                "Without a noun, every measure. --place and --post take a Persian name, an English "
                "name or an id. --out writes every row to a file; the screen shows the first rows of "
                "each table.",
            ),
            (
                "ostan measure sample:iran councils --place قم",
                "ostan measure sample:iran councils --post governor@qom",
                "ostan measure my.xlsx units --out units.xlsx",
            ),
            keys=(
                "ostan",
                "schema_version",
                "digest",
                "day",
                "source",
                "place",
                "evidence",
                "measures",
            ),
        ),
        "plan": Page(
            Text(
                "بهترین تغییر شوراها، واحدها، اختیارات یا خدمات در چارچوب قواعد با فاصلهٔ اثبات‌شده، همه با هم، یا جدول زمانی یک سال جلسه.",
                "The best change of councils, units, powers or services within the rules, with a proven gap; all of "
                "them together; or a year's timetable of sessions.",
            ),
            Text(
                "councils: بی --place یک تصمیم برای هر گونه شورا در همهٔ استان‌ها؛ با --place همان مکان (برای "
                "شوراهای ملی، کشور). --preset می‌گوید روی چه می‌توان حساب کرد: alone کاری که بی مصوبه "
                "می‌شود، decree با یک مصوبه، bill با لایحه، free بی نگاه به قانون. هنگام کار مقدار و کران "
                "دیده می‌شود؛ Ctrl-C بهترین تا آن لحظه را نگه می‌دارد (کد ۱۳۰). از برنامه می‌توان پرسید (--why، --why-not، "
                "--alternatives، --locks، --effort)، هم اکنون و هم پس از آن با --from؛ پاسخ‌ها روی هم حداکثر به اندازهٔ --time "
                "طول می‌کشد. این‌که چه کسی اعتراض خواهد کرد همیشه گفته می‌شود.\n"
                "units: ادغام واحدهای هر وزارتخانه؛ powers: سطح و سقف تصمیم در هر امر؛ services: آنچه به مردم واگذار می‌شود؛ "
                "all: هر چهار به ترتیب، با آنچه هر یک برای دیگری عوض می‌کند و سندهایی که همه می‌خواهند. هدف‌های هر یک در جدول "
                "خود در پروندهٔ --goals است.\n"
                "sessions: تقویم یک سال جلسه‌های یک مکان، بی تداخل رئیس‌ها؛ با --out به .ics، .xlsx یا .json. ساعت‌ها، "
                "اتاق‌ها و روزهای بی‌جلسه را با --hours، --room و --quiet بگویید، یا همهٔ قاعده‌ها را در جدول calendar پروندهٔ --goals.",
                "councils: without --place one decision per type of council over all provinces; with "
                "--place that place (the country for national councils). --preset says what can be counted "
                "on: alone (no decree), decree, bill, free (no look at the law). Value and bound are shown "
                "while it runs; Ctrl-C keeps the best so far (code 130). A plan can be asked (--why, --why-not, "
                "--alternatives, --locks, --effort), now or later with --from; the answers take as long as "
                "--time at most, all together. Who will object is always told.\n"
                "units: mergers of the units of each ministry; powers: level and limit of decision of each matter; "
                "services: what is handed to the people; all: the four in turn, with what each changes for the others and "
                "the acts that all need. The goals of each stand in its own table of the file of --goals.\n"
                "sessions: a year of sessions of one place without clashes of chairs; --out writes .ics, "
                ".xlsx or .json. Hours, rooms and days without sessions are said with --hours, --room and "
                "--quiet, or all rules in the table calendar of the file of --goals.",
            ),
            (
                "ostan plan sample:iran councils --place yazd --preset alone",
                "ostan plan sample:iran councils --time 60 --out plan.json",
                "ostan plan sample:iran --from plan.json --why women_hq,youth_hq --locks --out plan.html",
                "ostan plan sample:iran units --place yazd",
                "ostan plan sample:iran all --place yazd --out all.html",
                "ostan plan sample:iran sessions --place yazd --year 1405 --out calendar.ics",
                "ostan plan sample:iran sessions --place yazd --hours 8-14 --room hall:60 --quiet governor",
            ),
            (0, 2, 3, 70, 130),
            (
                "exit",
                "reform",
                "goals",
                "scope",
                "parent",
                "value",
                "bound",
                "nothing",
                "gap",
                "proven",
                "verified",
                "seconds",
                "seed",
                "hours",
                "assumed_share",
                "groups",
                "answers",
                "figures",
                "options",
                "notes",
                "steps",
                "flow",
                "instruments",
                "result",
            ),
        ),
        "apply": Page(
            Text(
                "بسته‌های اصلاحی را بر کشور اعمال می‌کند، همه را یا هیچ‌کدام را.",
                "Applies reforms to a country, as a whole or not at all.",
            ),
            Text(
                "REFORM یکی از این‌هاست: plan.json، reform.json، کارپوشهٔ بستهٔ اصلاحی، یا فهرست خود اداره. اگر "
                "تغییری جا نگیرد یا قانون اجازه ندهد، همهٔ ایرادها با نزدیک‌ترین راه مجاز گفته می‌شود و چیزی "
                "نوشته نمی‌شود.",
                "REFORM is plan.json, reform.json, a Reform's workbook, or an office's own list. If a change "
                "does not fit or the law does not allow it, everything refused is told with the nearest "
                "allowed alternative, and nothing is written.",
            ),
            ("ostan apply sample:iran plan.json --out after.xlsx",),
            keys=("exit", "parent", "reform", "digest", "written"),
        ),
        "compare": Page(
            Text(
                "گزارش یک کشور، یا دو کشور در کنار هم.",
                "The report of one country, or two countries side by side.",
            ),
            Text(
                "با یک SOURCE صفحهٔ گزارش را می‌سازد. با دو SOURCE سطرهای نو، عوض‌شده و رفته و "
                "سنجه‌های هر دو را کنار هم می‌گذارد. با --reform فهرست شما را می‌سنجد: چقدر صرفه‌جویی "
                "می‌کند از چقدرِ ممکن، کدام سطر پذیرفته نمی‌شود و چرا، کدام مصوبه لازم است؛ --marked همان "
                "فهرست را با خانه‌های نشان‌دار پس می‌دهد. --goals، --preset، --time، --gap و --seed تنها با "
                "--reform به کار می‌آید.",
                "With one SOURCE it makes the report page. With two it shows new, changed and gone "
                "rows and the measures of both side by side. With --reform it evaluates your list: how "
                "much it saves of what is possible, which rows are refused and why, which acts are "
                "needed; --marked gives the list back with its cells marked. --goals, --preset, --time, "
                "--gap and --seed are used with --reform only.",
            ),
            (
                "ostan compare sample:iran --out report.html",
                "ostan compare sample:iran my.xlsx --out compare.html",
                "ostan compare sample:iran --reform list.xlsx --place yazd --marked back.xlsx",
            ),
            exits=(0, 2, 3, 70, 130),
            keys=("exit", "digests", "changes", "powers", "figures"),
        ),
        "export": Page(
            Text("همان کشور در قالبی دیگر.", "The same country in another format."),
            Text(
                "xlsx و csv و parquet و jsonld همهٔ جدول‌ها را نگه می‌دارند و دوباره خواندنی‌اند؛ ics "
                "تقویم جلسات است.",
                "xlsx, csv, parquet and jsonld keep every table and can be read back; ics is the "
                "calendar of sessions.",
            ),
            (
                "ostan export sample:iran --as parquet --out iran-parquet",
                "ostan export my.xlsx --as csv --out my-tables",
            ),
            keys=("exit", "digest", "written"),
        ),
    }
)
"""Help of each command, in the order of use."""

OPTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "source": Text(
            "کارپوشه، پوشه، پروندهٔ JSON-LD یا sample:iran",
            "Workbook, folder, JSON-LD file or sample:iran",
        ),
        "other": Text("کشور دوم، برای سنجیدن با اولی", "A second country, to set beside the first"),
        "target": Text(
            "پروندهٔ .xlsx یا نام پوشه", "A file that ends in .xlsx, or the name of a folder"
        ),
        "plan.noun": Text("آنچه برنامه‌ریزی می‌شود", "What to plan"),
        "plan.out": Text(
            "برنامه ‎.json، صفحهٔ آن ‎.html، بستهٔ اصلاحی ‎.xlsx یا ‎.jsonld؛ sessions: ‏.ics، .xlsx یا .json",
            "the plan .json, its page .html, its Reform .xlsx or .jsonld; sessions: .ics, .xlsx or .json",
        ),
        "reforms": Text(
            "plan.json، reform.json، کارپوشهٔ بستهٔ اصلاحی یا فهرست اداره؛ چند تا به ترتیب اعمال می‌شوند",
            "plan.json, reform.json, a Reform's workbook or an office's list; several are applied in order",
        ),
        "apply.out": Text(
            "کشور تازه: پروندهٔ .xlsx یا .jsonld یا نام پوشه",
            "The new country: a .xlsx or .jsonld file, or a folder",
        ),
        "reform": Text(
            "بستهٔ اصلاحی یا فهرست ادغام که ارزیابی می‌شود",
            "A Reform or a list of mergers to evaluate",
        ),
        "goals": Text("پروندهٔ هدف‌ها (TOML)", "File of goals (TOML)"),
        "plan.goals": Text(
            "پروندهٔ هدف‌ها (TOML)؛ جدول calendar آن قاعده‌های تقویم است",
            "File of goals (TOML); its table calendar holds the rules of the calendar",
        ),
        "preset": Text(
            "روی چه می‌توان حساب کرد؛ مقدم بر پروندهٔ هدف‌ها",
            "What can be counted on; goes before the file of goals",
        ),
        "time": Text("بیشترین زمان جست‌وجو به ثانیه", "Longest search, in seconds"),
        "gap": Text(
            "فاصله‌ای (از صرفه‌جویی) که با آن جست‌وجو بس است: 0.01",
            "Gap on the saving at which to stop: 0.01",
        ),
        "seed": Text("بذر: همان عدد، همان پاسخ", "Seed: the same number, the same answer"),
        "why": Text(
            "دو شورا: چرا با هم‌اند و جدا بودنشان چه هزینه‌ای دارد، یا با هم بودنشان؛ شناسه یا نام، با ویرگول میانشان؛ "
            "چند بار می‌آید",
            "Two councils: why they are together and what parting them costs, or what it costs to have them "
            "together; ids or names with a comma between; may be repeated",
        ),
        "why_not": Text(
            "همان، برای دو شورایی که در برنامه با هم نیستند: بهای با هم بودنشان یا سبب نشدنش",
            "The same for two that are not together in the plan: the price of it, or what forbids it",
        ),
        "alternatives": Text(
            "تا این شمار برنامهٔ دیگر که نزدیک به این است",
            "Up to so many other plans close to this one",
        ),
        "locks": Text(
            "بهای قفل‌ها: بی هر قفل برنامه چقدر بهتر بود",
            "What locks cost: how much better the plan would be without each",
        ),
        "effort": Text(
            "صرفه‌جویی در برابر شمار سندهای لازم", "What is saved against the number of acts needed"
        ),
        "earlier": Text(
            "برنامه‌ای که پیش‌تر ساخته شد: بی جست‌وجوی تازه، تنها پرسش‌ها و --out",
            "A plan made before: no new search, only the questions and --out",
        ),
        "hours": Text(
            "تنها sessions: ساعت‌های جلسه در روز؛ بی آن 8-16",
            "sessions only: hours of sessions in a day; 8-16 without it",
        ),
        "room": Text(
            "تنها sessions: اتاقی با شمار صندلی، سالن:40؛ چند بار می‌آید؛ بی آن اتاق حد نیست",
            "sessions only: a room with its seats, hall:40; may be repeated; without it rooms do not limit",
        ),
        "quiet": Text(
            "تنها sessions: سمتی که باید روزهای بی‌جلسه داشته باشد؛ چند بار می‌آید",
            "sessions only: a post that is to have days without sessions; may be repeated",
        ),
        "year": Text("سال هجری شمسی: 1405", "Year of the Jalali calendar: 1405"),
        "noun": Text("موضوع سنجه؛ بی آن، همه", "What to measure; without it, all"),
        "out": Text(
            "جایی که نوشته می‌شود (پسوند، قالب را می‌گوید)",
            "Where to write (the ending tells the format)",
        ),
        "demo.out": Text("پوشهٔ خروجی", "The folder to write into"),
        "export.out": Text("پرونده یا پوشهٔ خروجی", "The file or folder to write"),
        "export.place": Text(
            "تنها برای ics: شوراهای این مکان", "For ics only: councils of this place"
        ),
        "export.post": Text(
            "تنها برای ics: شوراهایی که این سمت در آن‌هاست",
            "For ics only: councils in which this post sits",
        ),
        "compare.out": Text(
            "صفحهٔ ‎.html؛ با --reform همچنین ‎.json، یا آنچه پذیرفته شد به ‎.xlsx یا ‎.jsonld",
            "A page .html; with --reform also .json, or what is accepted as .xlsx or .jsonld",
        ),
        "marked": Text(
            "همان فهرست با خانه‌هایی که پرسیده یا رد شد نشان‌دار، سبب در یادداشت خانه و در یک برگه",
            "The same list with cells that are asked or refused marked, the cause in a comment and a sheet",
        ),
        "new.reform": Text(
            "کارپوشهٔ خالی بستهٔ اصلاحی؛ با --from نام‌های همان کشور برای برگزیدن",
            "The empty workbook of a Reform; with --from the names of that country to pick from",
        ),
        "place": Text("استان یا مکان: نام یا شناسه", "Province or place: name or id"),
        "post": Text("سمت: عنوان یا شناسه", "Post: title or id"),
        "template": Text(
            "کشوری که رونوشت می‌شود، مانند sample:iran", "Country to copy, such as sample:iran"
        ),
        "against": Text(
            "نسخهٔ پیشین، برای دیدن تغییرها", "The earlier version, to see what changed"
        ),
        "errors": Text(
            "همان کارپوشه با خانه‌های نادرستِ نشان‌دار", "The same workbook with the bad cells marked"
        ),
        "form": Text("قالب خروجی", "Format to write"),
        "as_of": Text(
            "کشور در آن روز: 1404/10/11 یا 2026-01-01", "The country on that day: 2026-01-01"
        ),
        "map": Text("نقشهٔ یک فهرست بیگانه (TOML)", "How to read a foreign table (TOML)"),
        "force": Text("پروندهٔ موجود را بازنویسی کن", "Overwrite a file that exists"),
        "as_json": Text(
            "داده‌ها به JSON در خروجی، پیام‌ها در خروجی خطا",
            "Data as JSON on stdout, messages on stderr",
        ),
        "lang": Text("زبان: fa یا en", "Language: fa or en"),
        "version": Text("شمارهٔ نسخه", "Version number"),
        "help": Text("همین راهنما", "This page"),
    }
)
"""Help of each option by its name, or by `command.name` where commands differ."""

HEADINGS: Mapping[str, Text] = MappingProxyType(
    {
        "usage": Text("کاربرد", "Usage"),
        "options": Text("[گزینه‌ها]", "[OPTIONS]"),
        "commands": Text("فرمان‌ها", "Commands"),
        "arguments": Text("ورودی‌ها", "Arguments"),
        "flags": Text("گزینه‌ها", "Options"),
        "examples": Text("نمونه", "Examples"),
        "exits": Text("کد خروج", "Exit codes"),
        "more": Text(
            "راهنمای هر فرمان: ostan COMMAND --help", "Help of a command: ostan COMMAND --help"
        ),
    }
)
"""Headings of a help page."""

EXITS: Mapping[int, Text] = MappingProxyType(
    {
        0: Text("انجام شد", "done"),
        1: Text("یافته‌ای هست", "there are findings"),
        2: Text("ورودی نادرست", "bad input"),
        3: Text("در این قواعد برنامه‌ای نیست", "no plan within the rules"),
        70: Text(
            "ایراد از ماست؛ پرونده‌ای برای فرستادن نوشته می‌شود",
            "a fault of ours; a file to send is written",
        ),
        130: Text("متوقف شد", "interrupted"),
    }
)
"""What each exit code means."""
