"""The reference pages that are made from the code; `uv run python docs/generate.py` writes them.

tests/test_docs.py holds the committed pages to what this gives.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from ostan.words.text import Text

REFERENCE = Path(__file__).parent / "reference"

MADE = "<!-- ساختهٔ docs/generate.py از {module} · Made from {module} by docs/generate.py -->"

GROUPS = {
    "land": Text("سرزمین", "Land"),
    "law": Text("قانون", "Law"),
    "structure": Text("ساختار", "Structure"),
    "councils": Text("شوراها", "Councils"),
    "authority": Text("اختیار", "Authority"),
    "services": Text("خدمات", "Services"),
    "keys": Text("کلیدها و پیش‌فرض‌ها", "Keys and defaults"),
    "programme": Text("برنامه", "Programme"),
}
NOUNS = {
    "councils": Text("شوراها", "Councils"),
    "units": Text("واحدها", "Units"),
    "powers": Text("اختیارات", "Powers"),
    "services": Text("خدمات", "Services"),
}


def tables() -> str:
    """Return the page of the tables: every column with its heading, kind, and meaning."""
    from ostan.country.tables import TABLES

    lines = _head(
        "جدول‌ها",
        "Tables",
        "ostan.country.tables",
        "هر کشور از این جدول‌ها ساخته می‌شود. هیچ جدولی ناگزیر نیست؛ با آنچه هست کار می‌شود. "
        "`*` کلید، `?` می‌تواند خالی بماند؛ خالی یعنی نامعلوم و هرگز صفر نیست.",
        "A country is made of these tables. None is required: every command works with what is there. "
        "`*` key, `?` may be empty; empty is unknown, never zero.",
    )
    group = ""
    for table in TABLES.values():
        if table.group != group:
            group = table.group
            lines += [f"## {GROUPS[group].fa} · {GROUPS[group].en}", ""]
        lines += [f"### `{table.name}` {table.title.fa} · {table.title.en}", ""]
        lines += [table.about.fa, "", table.about.en, ""]
        rows = [_column(n, c) for n, c in table.columns.items()]
        lines += _table(
            ("ستون · Column", "سرستون · Heading", "گونه · Kind", "معنا", "Meaning"), rows
        )
    return _page(lines)


def _column(name: str, column: Any) -> tuple[str, ...]:
    meta = column.metadata
    mark = "*" if column.primary_key else "?" if column.nullable else ""
    return f"`{name}`{mark}", meta["header_fa"], _kind(column), meta["doc"].fa, meta["doc"].en


def _kind(column: Any) -> str:
    meta = column.metadata
    kind = str(column.dtype).partition("(")[0].lower()
    parts = [meta.get("unit") or kind]
    if meta.get("refers"):
        parts = [f"{'list' if kind == 'list' else 'id'} → `{meta['refers']}`"]
    if meta.get("values"):
        parts = [" ".join(f"`{v}`" for v in meta["values"])]
    if meta.get("absent") is not None:
        parts.append(f"(خالی · empty: `{str(meta['absent']).lower()}`)")
    return " ".join(parts)


def measures() -> str:
    """Return the page of the measures: every column with its unit, meaning and formula."""
    from ostan.measure.registry import NOUNS as nouns
    from ostan.measure.registry import measures as known

    lines = _head(
        "سنجه‌ها",
        "Measures",
        "ostan.measure",
        "هر سنجه جدولی تخت است. سه ستون `x_low`، `x` و `x_high` یک رقم‌اند در سه تنظیم پیش‌فرض‌ها؛ "
        "اینجا با `x ±` یک سطر دارند.",
        "A measure is a flat table. Three columns `x_low`, `x` and `x_high` are one figure at the three "
        "settings of the defaults; here they are one line, `x ±`.",
    )
    for noun in nouns:
        lines += [f"## {NOUNS[noun].fa} · {NOUNS[noun].en}", ""]
        for measure in known(noun).values():
            key = ", ".join(f"`{k}`" for k in measure.key)
            lines += [f"### `{measure.name}` {measure.title.fa} · {measure.title.en}", ""]
            lines += [f"کلید · Key: {key}", ""]
            rows = [_figure(c, measure.columns) for c in _without_ends(measure.columns)]
            lines += _table(
                (
                    "ستون · Column",
                    "عنوان",
                    "Title",
                    "یکا · Unit",
                    "معنا و فرمول",
                    "Meaning, formula",
                ),
                rows,
            )
    return _page(lines)


def _without_ends(columns: Iterable[Any]) -> Iterator[Any]:
    names = {c.name for c in columns}
    ends = {f"{n}{end}" for n in names for end in ("_low", "_high")}
    return (c for c in columns if c.name not in ends)


def _figure(column: Any, columns: Iterable[Any]) -> tuple[str, ...]:
    ranged = " ±" if f"{column.name}_low" in {c.name for c in columns} else ""
    words = (column.title.fa, column.title.en, column.unit, column.doc.fa, column.doc.en)
    return (f"`{column.name}`{ranged}", *words)


JSON = (
    "با `--json` یک سند JSON در خروجی می‌آید و هیچ چیز دیگر. ورودی نادرست `exit` و `findings` می‌دهد و ایراد ما "
    "`exit` و `fault` (نام پروندهٔ ایراد). هر یافته `code`، `severity`، `fa`، `en`، `mend_fa`، `mend_en`، `rows` (جدول "
    "و کلید)، `where` (پرونده، برگه، سطر، ستون، خانه) و `came` دارد. `check --against` کلید `changes` را می‌افزاید "
    "و هر تغییر `change`، `table`، `key`، `name`، `column`، `before` و `after` دارد. `compare` دو کشور کلید `powers` هم دارد: دارندگانی که اختیارشان تغییر کرد، "
    "هر یک با `change` و کوچک‌ترین مورد `lost_` و `gained_`. با یک کشور، `compare` کلیدهای "
    "`exit`، `digest` و `written` دارد.",
    "",
    "With `--json` one JSON document goes to stdout and nothing else. Bad input gives `exit` and `findings`, a fault "
    "of ours `exit` and `fault` (the name of its file). A finding has `code`, `severity`, `fa`, `en`, `mend_fa`, "
    "`mend_en`, `rows` (table and key), `where` (file, sheet, row, column, cell) and `came`. `check --against` adds "
    "`changes`, each with `change`, `table`, `key`, `name`, `column`, `before` and `after`. Two countries compared have `powers` "
    "too: the holders whose powers changed, each with `change` and the smallest case `lost_` and `gained_`. With one "
    "country `compare` has `exit`, `digest` and `written`.",
)


def commands() -> str:
    """Return the page of the commands: call, purpose, options, examples, exit codes."""
    from ostan.cli import app, pages
    from ostan.cli.texts import EXITS, PAGES, PROGRAM

    made = app.program().commands
    lines = _head("فرمان‌ها", "Commands", "ostan.cli", PROGRAM.body.fa, PROGRAM.body.en)
    rows = [(str(code), text.fa, text.en) for code, text in EXITS.items()]
    lines += _table(("کد خروج · Exit code", "معنا", "Meaning"), rows)
    lines += [*JSON, ""]
    for name, page in PAGES.items():
        command = made[name]
        lines += [f"## `{pages.usage(command)}`", "", page.summary.fa, page.body.fa, ""]
        lines += [page.summary.en, page.body.en, ""]
        rows = [_option(p, name, pages.explained) for p in command.params]
        lines += _table(("", "توضیح", "Explanation"), rows)
        codes = ", ".join(map(str, page.exits))
        keys = ", ".join(f"`{k}`" for k in page.keys)
        lines += ["```text", *page.examples, "```", "", f"کد خروج · Exit codes: {codes}", ""]
        lines += [f"کلیدها با `--json` · Keys with `--json`: {keys}", ""]
    return _page(lines)


def _option(parameter: Any, command: str, explained: Callable[[Any, str], Text]) -> tuple[str, ...]:
    option = parameter.opts[0] if parameter.param_type_name == "option" else ""
    name = " ".join(filter(None, [option, parameter.metavar]))
    text = explained(parameter, command)
    return f"`{name}`".replace("|", "\\|"), text.fa, text.en


CHANGES = (
    "بستهٔ اصلاحی (Reform) فهرستی از تغییرهاست؛ هر تغییر نتیجهٔ پیش از خود را می‌بیند. بسته یا همه به کار می‌رود یا "
    "هیچ: هرچه جلوی آن را بگیرد یک‌جا گفته می‌شود، و بی تغییرهای ردشده، بقیه به کار می‌رود. پرونده یک شیء JSON است با "
    "کلید `changes` (و اگر بخواهید `title` و `parent`)، یا خود فهرست.",
    "",
    "A Reform is a list of changes; each sees the result of those before it. It applies as a whole or not at all: "
    "whatever is in its way is told at once, and without the refused changes the rest applies. The file is a JSON "
    "object with the key `changes` (and `title` and `parent`, if you like), or the bare list.",
    "",
    "با `at` نام‌ها گونه‌اند و در هر مکان جست‌وجو می‌شوند (سمت و واحد در مکان‌های دربرگیرنده نیز)؛ مکانی که یکی از آن‌ها را "
    "ندارد کنار گذاشته و گفته می‌شود. بی `at` نام‌ها شناسه‌اند: `youth_hq@yazd`.",
    "",
    "With `at` names are types, looked for in each place (posts and units in the enclosing places too); a place that "
    "lacks one of them is skipped and listed. Without `at` names are ids: `youth_hq@yazd`.",
    "",
    "**قانون.** هر تغییر سند آن شورایی را لازم دارد که از میان می‌رود یا چیزی از دست می‌دهد؛ رتبهٔ آن را جدول `rules` می‌گوید. "
    "قفل یا نامعلوم یعنی رد؛ آنگاه نزدیک‌ترین تغییر شدنی پیشنهاد می‌شود: وارونهٔ ادغام، جلسهٔ مشترک، زیر نظر دیگری، روز "
    "شوراها، دبیرخانهٔ مشترک.",
    "",
    "**Law.** A change needs an act of the rank that the table `rules` asks for the council that disappears or loses "
    "something. Locked or unknown is refused; the nearest change that is possible is then offered: the merger the "
    "other way round, joint sessions, placing under another, one day, one secretariat.",
    "",
    "**ساعت‌ها.** شورای ادغام‌شده با وضعیت `replaced` و ستون `replaced_by` می‌ماند و عضوها و دستور کارش سابقهٔ آن است؛ "
    "آنچه میزبان از آن گرفته `carried` دارد و دوباره شمرده نمی‌شود. از این رو سنجهٔ کشورِ پس از اصلاح همان ساعتی است که "
    "از خود سطرها برمی‌آید.",
    "",
    "**Hours.** A merged council stays as a record, with status `replaced` and `replaced_by`; its seats and agenda say "
    "what it was. What the host took over from it is marked `carried` and not counted twice. So the hours of the "
    "country after a reform follow from its rows alone.",
    "",
    "**واحدها.** نام واحد و سمت تنها در خود مکان جسته می‌شود. واحد ادغام‌شده با وضعیت `merged` و ستون `replaced_by` سابقه "
    "می‌ماند. جز واحدهای وزارتخانه‌ها (`ministry_unit`) هیچ واحدی ادغام نمی‌شود مگر قاعده‌ای سند کافی را نام ببرد؛ آنچه "
    "قفل است می‌گوید چه کسی می‌تواند آن را تغییر دهد و فرض واقعیت‌ها آن را باز نمی‌کند.",
    "",
    "**Units.** Names of units and their posts are looked for in the place itself only. A merged unit stays as a "
    "record, with status `merged` and `replaced_by`. None but units of ministries (`ministry_unit`) merges unless a "
    "rule names an act that suffices; what is locked says who could change it, and assuming facts does not open it.",
    "",
    "**اختیارات.** یک تغییر از اختیارهای یک دارنده در یک امر و یک نقش سخن می‌گوید (`power` یکی را نام می‌برد)؛ دارنده یکی "
    "از `post`، `unit` یا `council` است و شورا در مکان‌های دربرگیرنده نیز جسته می‌شود. اختیار را از مقدار، مکان و روز "
    "می‌برد و پاره‌ها با هم همان است که بود: هیچ موردی گم یا دو بار شمرده نمی‌شود. حدود `from_amount` (خودش هم) تا "
    "`to_amount` (بی خودش) است و `from` روز آغاز است. سند آن اختیاری لازم است که از دارنده‌اش گرفته می‌شود؛ اگر آن سند "
    "تفویض را روا بداند (`may_delegate`)، قاعده می‌تواند دست خود دارنده را کافی بشمارد. `apply` می‌گوید چه خلأ یا تداخلی "
    "با آن می‌آید.",
    "",
    "**Powers.** A change speaks of the powers of one holder in one matter and one role (`power` names one of them); the "
    "holder is one of `post`, `unit` or `council`, and councils are looked for in the enclosing places too. It cuts a "
    "power by amount, place and day into parts that together are what it was: no case is lost or counted twice. Limits "
    "are `from_amount` (included) to `to_amount` (excluded); `from` is the first day. What it needs is the act of the "
    "power that is taken from its holder; where that act lets it be delegated (`may_delegate`), a rule may let the "
    "holder's own hand do. `apply` tells which gaps or overlaps come with it.",
    "",
    "**خدمات.** نام خدمت تنها در خود مکان جسته می‌شود. خدمت حاکمیتی هرگز واگذار نمی‌شود و اگر حاکمیتی بودنش نامعلوم است "
    "قفل است، مگر آنکه فرض شود. مستند خود خدمت، یا آنکه در `law` آمده، باید برقرار باشد.",
    "",
    "**Services.** Names of services are looked for in the place itself only. A sovereign service is never handed over, "
    "and where it is not known whether it is one it is locked, unless that is assumed away. The ground of the service, "
    "or the one in `law`, must stand.",
    "",
)


def changes() -> str:
    """Return the page of the changes: what each fits, needs and does, its fields, an example."""

    from ostan.reform import councils, powers, services, units
    from ostan.reform.change import Change

    lines = _head("تغییرها", "Changes", "ostan.reform", *CHANGES[0:3:2])
    lines += CHANGES[4:]
    lines += ["## کلیدهای همه · Fields of all", ""]
    lines += _fields(Change, [n for n in Change.model_fields if n != "kind"])
    lines += ["## شوراها · Councils", "", *_kinds(councils.KINDS)]
    lines += ["## واحدها · Units", "", *_kinds(units.KINDS)]
    lines += ["## اختیارات · Powers", "", *_kinds(powers.KINDS)]
    lines += ["## خدمات · Services", "", *_kinds(services.KINDS)]
    return _page(lines)


def _kinds(kinds: Mapping[str, Any]) -> list[str]:
    import json

    from ostan.reform.examples import EXAMPLES

    lines = []
    for kind, model in kinds.items():
        lines += [f"### `{kind}` {model.title.fa} · {model.title.en}", ""]
        lines += [model.about.fa, "", model.about.en, ""]
        lines += _table(("", "", ""), _terms(model))
        lines += _fields(model, model.own_fields())
        example = json.dumps(EXAMPLES[kind].dump(), ensure_ascii=False, indent=2)
        lines += ["```json", example, "```", ""]
    return lines


_UNITS = Text("واحدهای", "units")
_BOUND: Mapping[str, Text] = {
    "powers": Text(
        "سند هر اختیاری که از دارنده‌اش گرفته یا محدود می‌شود",
        "the act of each power that is taken from its holder or limited",
    ),
    "services": Text(
        "مستند خدمت‌های `services`، یا آنکه در `law` آمده است",
        "the ground of the services in `services`, or the one in `law`",
    ),
    "new powers": Text(
        "سند تصمیم‌گیران کنونی آن امر؛ اگر نیستند، سندی تازه، که بی قاعده قفل است",
        "acts of those who decide in the matter now; where nobody does a new act, locked without a rule",
    ),
}
"""Whose acts are judged where a change names no councils or units that lose."""


def _terms(model: Any) -> Iterator[tuple[str, str, str]]:
    yield "جا می‌گیرد اگر · Fits if", model.fits.fa, model.fits.en
    if model.bodies() == "services":
        bound = _BOUND["services"]
    elif model.bodies() == "powers":
        bound = _BOUND["new powers" if model.founds else "powers"]
    elif model.founds:
        bound = Text("سندی تازه؛ بی قاعده قفل است", "a new act; locked without a rule")
    elif not model.binds:
        bound = Text("سند واحدی که سمت از آن است", "the act of the unit that the post is of")
    else:
        fields = ", ".join(f"`{b}`" for b in model.binds)
        what = Text("شوراهای", "councils") if model.bodies() == "councils" else _UNITS
        bound = Text(
            f"سند {what.fa} {fields.replace(', ', '، ')}", f"acts of the {what.en} in {fields}"
        )
    yield "لازم دارد · Needs", bound.fa, bound.en


def _fields(model: Any, names: Iterable[str]) -> list[str]:
    rows = []
    for name in names:
        field = model.model_fields[name]
        mark = "*" if field.is_required() else ""
        meaning, table = model.meaning(name), model.referring().get(name)
        words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        points = f"→ `{table}`" if table else " ".join(f"`{w}`" for w in words)
        fa, en = (t.replace("*", "\\*") for t in (meaning.fa, meaning.en))
        rows.append((f"`{field.alias or name}`{mark}", points, fa, en))
    return _table(("کلید · Field", "", "معنا", "Meaning"), rows)


GOALS = Text(
    "پروندهٔ هدف‌ها TOML است و هر کلید آن می‌تواند نیاید. نام شوراها گونه (در همهٔ مکان‌ها) یا شناسه است. "
    "هدف‌های ناسازگار و نام‌های ناشناخته همه یک‌جا گفته می‌شود. پیش‌گزیده‌های بها و آستانه **فرض ما** است و "
    "هیچ منبعی آن‌ها را نمی‌گوید. آنچه برنامه با آن سنجیده می‌شود در [مدل](model.md) آمده است. جدول `calendar` همان پرونده "
    "[قاعده‌های تقویم](timetable.md) را نگه می‌دارد. هدف‌های شوراها در ریشهٔ پرونده یا جدول `councils` است و "
    "هدف‌های دیگر در جدول خود: `units`، `powers`، `services`.",
    "A file of goals is TOML; every key may be left out. Names of councils are types (in every place) or "
    "ids. Contradictory goals and unknown names are told all at once. The defaults of prices and "
    "thresholds are **assumed** by us; no source states them. What a plan is judged by stands in "
    "[the model](model.md). A table `calendar` of the same file holds the "
    "[rules of the calendar](timetable.md). Goals of councils stand at the root or in a table "
    "`councils`, the others in their own: `units`, `powers`, `services`.",
)


def goals() -> str:
    """Return the page of the goals of a plan: every key, the presets, the prices of acts."""
    from ostan.plan.goals import OTHER_PRICE, PRICES, Means
    from ostan.plan.nouns import NOUNS

    lines = _head("هدف‌ها", "Goals", "ostan.plan.goals", GOALS.fa, GOALS.en)
    lines += ["## برای همه · For all nouns", "", *_keys(Means, tuple(Means.model_fields))]
    for noun, known in NOUNS.items():
        own = tuple(n for n in known.goals.model_fields if n not in Means.model_fields)
        lines += [f"## `[{noun}]`", "", *_keys(known.goals, own)]
    lines += ["## پیش‌تنظیم‌ها · Presets", ""]
    moves = [
        (f"`{preset}`", noun, ", ".join(f"`{m}`" for m in planned))
        for noun, known in NOUNS.items()
        for preset, planned in known.goals.planned.items()
    ]
    lines += _table(("preset", "noun", "حرکت‌ها · Moves"), moves)
    lines += ["## بهای سندها (فرض) · Prices of acts (assumed)", ""]
    prices = [(f"`{rank}`", f"{price:g}") for rank, price in PRICES.items()]
    prices.append(("رتبه‌های دیگر · other ranks", f"{OTHER_PRICE:g}"))
    lines += _table(("رتبه · Rank", "ساعت وزنی در سال · Weighted hours a year"), prices)
    return _page(lines)


def _keys(kind: Any, names: tuple[str, ...]) -> list[str]:
    """Return the table of some keys of goals."""
    rows = []
    for name in names:
        field = kind.model_fields[name]
        meaning = kind.meaning(name)
        default = field.get_default(call_default_factory=True, validated_data={})
        shown = "" if default in (None, (), {}) else f"`{default}`".lower()
        rows.append((f"`{field.alias or name}`", shown, meaning.fa, meaning.en))
    return _table(("کلید · Key", "پیش‌گزیده · Default", "معنا", "Meaning"), rows)


PAGES: Mapping[str, Callable[[], str]] = {
    "tables.md": tables,
    "measures.md": measures,
    "commands.md": commands,
    "changes.md": changes,
    "goals.md": goals,
}
"""Every page that is made, by its file."""


def _head(fa: str, en: str, module: str, about_fa: str, about_en: str) -> list[str]:
    return [f"# {fa} · {en}", "", MADE.format(module=module), "", about_fa, "", about_en, ""]


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(header)
    made = [heads, ["---"] * len(heads), *(list(r) for r in rows)]
    return [*("| " + " | ".join(" ".join(c.split()) for c in r) + " |" for r in made), ""]


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write every page; return 0."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
