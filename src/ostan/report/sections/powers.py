"""Powers: at which level matters are decided, who holds which role, and on what ground."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from ostan.country.tables import POWER_ROLES
from ostan.measure.powers.told import TITLES
from ostan.report.blocks import Block, Cell, Code, Grid, Head, Picture, Section, picture
from ostan.report.chart import Bar, bars
from ostan.report.inputs import Inputs
from ostan.report.wording import col, count, missing, number, percent, say
from ostan.words.labels import LEVELS, labels
from ostan.words.text import Text

TITLE: Final = Text("اختیارات", "Powers")
GROUNDS: Final = {
    "stands": Text("مستند معتبر", "a ground that stands"),
    "no_law": Text("بی مستند", "no ground recorded"),
    "missing": Text("مستند در جدول نیست", "the act is not in the table"),
    **labels("laws", "status"),
}
"""Words for the state of a power's ground; a ground that is not known stands apart from a fallen one."""


def section(inputs: Inputs) -> Section:
    """Return the section of powers."""
    return Section("powers", TITLE, tuple(_blocks(inputs)))


def _blocks(inputs: Inputs) -> Iterable[Block]:
    place = inputs.place
    if not inputs.has("powers", "matters") or place is None:
        yield missing(
            "اختیاری در داده‌ها نیست.",
            "There are no powers in the data.",
            "با جدول امور و اختیارات دیده می‌شود چه سهمی از تصمیم‌ها در استان گرفته می‌شود، کجا کسی تصمیم‌گیر نیست و کجا دو نفر.",
            "With matters and powers one sees what share is decided in the province, where nobody decides and where two do.",
        )
        return
    yield from _counts(inputs, place)
    yield from _levels(inputs, place)
    yield from _distance(inputs, place)
    yield _ladder(inputs, place)
    yield from _grounds(inputs, place)
    yield from _faults(inputs)


def _counts(inputs: Inputs, place: str) -> Iterable[Block]:
    row = inputs.row("powers", "decider_counts", place=place)
    if row is None:
        return
    yield say(
        "از {all} امرِ ثبت‌شده برای {place}، {one} تصمیم‌گیرندهٔ یگانه دارد، {several} بیش از یک تصمیم‌گیرنده و {none} "
        "هیچ تصمیم‌گیرنده‌ای ندارد (در {oversight} مورد، نقش‌ها تنها نظارت، هماهنگی یا مشورت است). «بی تصمیم‌گیرنده» "
        "یعنی در این داده‌ها نیست، نه این‌که در قانون نیست.",
        "Of the {all} matters on record for {place}, {one} have a single decider, {several} more than one and {none} "
        "none at all (in {oversight} the roles are only to observe, coordinate or be consulted). “None” means "
        "that these data have none, not that the law has none.",
        all=count(row["matters"]),
        place=inputs.name("places", place),
        one=count(row["one_decider"]),
        several=count(row["several_deciders"]),
        none=count(row["without_decider"]),
        oversight=count(row["only_oversight"]),
    )


def _levels(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("powers", "decision_levels").filter(pl.col("place") == place)
    order = {level: i for i, level in enumerate(LEVELS)}
    rows = sorted(frame.iter_rows(named=True), key=lambda r: order.get(r["level"], len(order)))
    if not rows:
        return
    found = [(LEVELS.get(r["level"], Text(r["level"], r["level"])), r) for r in rows]
    columns = (
        col("سطح", "Level"),
        col("امور", "Matters", "count"),
        col("تنها در این سطح", "Only at this level", "count"),
        col("سهم", "Share", "share"),
    )
    cells = tuple((label, r["matters"], r["only_here"], r["share"]) for label, r in found)
    yield picture(
        "decision-levels",
        say("تصمیم در کدام سطح گرفته می‌شود", "At which level matters are decided"),
        bars(
            "decision-levels",
            [Bar(label, r["share"]) for label, r in found],
            "share",
            Text("سهم از اموری که تصمیم‌گیرنده دارند", "share of the matters that have a decider"),
        ),
        Grid(Text("سطح تصمیم‌گیری", "Level of decision"), columns, cells),
    )


def _distance(inputs: Inputs, place: str) -> Iterable[Block]:
    """Say what share the centre decides and through how many hands a decision goes."""
    row = inputs.row("powers", "power_distance", place=place)
    if row is None:
        return
    yield say(
        "مرکز {centre} از این امور را تصمیم می‌گیرد. هر امر به طور میانگین به موافقت {consents} دارندهٔ دیگر نیاز دارد.",
        "The centre decides {centre} of these matters. A matter needs the consent of {consents} other "
        "holders on average.",
        centre=percent(row["centre_share"]),
        consents=number(row["consents_per_matter"], 2),
    )
    if row["with_steps"]:
        yield say(
            "هر پرونده به طور میانگین {steps} گام دارد (در {n} امری که گام‌هایش ثبت شده است).",
            "A case goes through {steps} steps on average (in the {n} matters whose steps are on record).",
            steps=number(row["steps_per_matter"]),
            n=count(row["with_steps"]),
        )


def _ladder(inputs: Inputs, place: str) -> Grid:
    """Show the ladder of roles of those who hold powers seen from the place."""
    roles = labels("powers", "role")
    grounds = inputs.frame("powers", "power_grounds")
    near = ["", place, *_above(inputs, place)]
    seen = grounds.filter(pl.col("place").fill_null("").is_in(near))
    held = inputs.frame("powers", "holder_roles").join(
        seen, on=["holder_kind", "holder"], how="semi"
    )
    order = held.sort(*POWER_ROLES[:1], "matters", "holder", descending=[True, True, False])
    columns = (
        col("مقام (مرجع) صلاحیت‌دار", "Holder"),
        col("امور", "Matters", "count"),
        *(col(roles[r].fa, roles[r].en, "count") for r in POWER_ROLES),
    )
    title = Text("نردبان نقش‌ها: از قوی‌ترین به ضعیف‌ترین", "The ladder of roles, strongest first")
    return Grid(title, columns, tuple(_holder(inputs, r) for r in order.iter_rows(named=True)))


def _above(inputs: Inputs, place: str) -> list[str]:
    chain = inputs.country.ancestors.filter(pl.col("place") == place)
    return [str(p) for p in chain["ancestor"]]


def _holder(inputs: Inputs, row: dict[str, Any]) -> tuple[Cell, ...]:
    name = inputs.name(f"{row['holder_kind']}s", row["holder"])
    return (name, row["matters"], *(row[r] for r in POWER_ROLES))


def _grounds(inputs: Inputs, place: str) -> Iterable[Block]:
    frame = inputs.frame("powers", "ground_counts").filter(pl.col("place") == place)
    rows = frame.sort("powers", "ground", descending=[True, False]).iter_rows(named=True)
    found = [(GROUNDS.get(r["ground"], Text(r["ground"], r["ground"])), r) for r in rows]
    if not found:
        return
    yield Head(Text("مستند اختیارات", "Ground of the powers"))
    yield _ground_picture(found)
    fallen = inputs.frame("powers", "power_grounds").filter(
        pl.col("ground") != "stands",
        pl.col("place").fill_null("").is_in(["", place, *_above(inputs, place)]),
    )
    if not fallen.height:
        return
    columns = (
        col("امر", "Matter"),
        col("مقام صلاحیت‌دار", "Holder"),
        col("نقش", "Role"),
        col("مستند", "Ground"),
        col("وضعیت", "State"),
    )
    cells = tuple(_fallen(inputs, r) for r in fallen.iter_rows(named=True))
    title = Text(
        "اختیاراتی که مستندشان نیست، نامعلوم است یا اعتبار ندارد",
        "Powers whose ground is missing, unknown or no longer stands",
    )
    yield Grid(title, columns, cells)


def _ground_picture(found: list[tuple[Text, dict[str, Any]]]) -> Picture:
    columns = (
        col("وضعیت مستند", "State of the ground"),
        col("اختیار", "Powers", "count"),
        col("سهم", "Share", "share"),
    )
    return picture(
        "power-grounds",
        say("اختیارات بر پایهٔ وضعیت مستند", "Powers by the state of their ground"),
        bars(
            "power-grounds",
            [Bar(label, r["powers"], soft=r["ground"] != "stands") for label, r in found],
            "count",
            Text("شمار اختیارات", "powers"),
        ),
        Grid(
            Text("وضعیت مستند اختیارات", "State of the grounds"),
            columns,
            tuple((label, r["powers"], r["share"]) for label, r in found),
        ),
    )


MOST_FAULTS: Final = 60
"""Faults shown; a page with more is not read, and `ostan measure` gives them all."""


def _faults(inputs: Inputs) -> Iterable[Block]:
    """Show the faults of the register, each with its smallest case and what would mend it."""
    frame = inputs.frame("powers", "power_faults")
    yield Head(Text("خطاهای اختیارات", "Faults of the powers"))
    if not frame.height:
        yield say(
            "در هیچ موردی خطایی نیست: هر مبلغ، هر مکان و هر روز وارسی شد.",
            "There is no fault in any case: every amount, every place and every day was checked.",
        )
        return
    yield say(
        "{n} خطا در {matters} امر. هر سطر کوچک‌ترین موردی است که خطا را نشان می‌دهد؛ هر مبلغ، هر مکان و هر روز وارسی شده است.",
        "{n} faults in {matters} matters. Each row is the smallest case that shows one; every amount, "
        "every place and every day was checked.",
        n=count(frame.height),
        matters=count(frame["matter"].n_unique()),
    )
    columns = (col("خطا", "Fault"), col("مورد", "Case"), col("راه رفع", "How to mend it"))
    rows = frame.head(MOST_FAULTS).iter_rows(named=True)
    cells = tuple(
        (
            TITLES[r["fault"]],
            Text(r["said_fa"], r["said_en"]),
            Text(r["mend_fa"], r["mend_en"]),
        )
        for r in rows
    )
    yield Grid(
        Text("خطاها و راه رفع آن‌ها", "Faults and how to mend them"), columns, cells, folded=True
    )
    mends = inputs.frame("powers", "power_mends")
    if mends.height:
        yield _mends(mends)
    if frame.height > MOST_FAULTS:
        yield say(
            "{more} خطای دیگر در این صفحه نیامده است؛ همه با {command} نوشته می‌شود.",
            "{more} more faults are not on this page; {command} writes them all.",
            more=count(frame.height - MOST_FAULTS),
            command=Code("ostan measure SOURCE powers --out X.xlsx"),
        )


def _mends(frame: pl.DataFrame) -> Grid:
    """Show of each kind of fault the fewest clauses whose amendment mends all of it."""
    columns = (
        col("خطا", "Fault"),
        col("شمار", "Faults", "count"),
        col("کمترین بندها", "Fewest clauses", "count"),
        col("اختیار تازه", "New powers", "count"),
        col("کدام بندها", "Which clauses"),
    )
    cells = tuple(
        (
            TITLES[r["fault"]],
            r["faults"],
            r["clauses"],
            r["new_powers"],
            Text(r["clauses_fa"] or "—", r["clauses_en"] or "—"),
        )
        for r in frame.iter_rows(named=True)
    )
    title = Text(
        "کمترین بندهایی که با اصلاحشان خطایی از این گونه نمی‌ماند",
        "The fewest clauses whose amendment leaves no fault of the kind",
    )
    return Grid(title, columns, cells, folded=True)


def _fallen(inputs: Inputs, row: dict[str, Any]) -> tuple[Cell, ...]:
    return (
        inputs.name("matters", row["matter"]),
        inputs.name(f"{row['holder_kind']}s", row["holder"]),
        labels("powers", "role")[row["role"]],
        inputs.name("laws", row["law"]) or Text("—", "—"),
        GROUNDS.get(row["ground"], Text(row["ground"], row["ground"])),
    )
