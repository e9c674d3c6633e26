"""Goals of a plan of powers: what may be decided lower, by whom, up to where, and what is judged."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from ostan.plan import refused
from ostan.plan.goals import PRESETS, Means, Pair, Positive
from ostan.reform.change import given
from ostan.words.finding import Finding
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.country.country import Country

Within = Annotated[float, Field(gt=0, lt=1)]
"""A share that is neither none nor all."""

MOVES = ("move_power", "grant_power")
"""What a plan of powers is made of."""

KEPT = ("duty", "supervision")
"""Kinds of matters that are no decisions to be moved, unless the goals say so."""

_MATTER = Text("امر، نوع یا موضوعی به نام", "matter, kind or subject")
_SIDE = Text("امر، نوع، موضوع یا وزارتخانه‌ای به نام", "matter, kind, subject or ministry")
_TAKER = Text("گونهٔ سمت یا واحدی به نام", "type of post or unit")
_RING = Text(
    "before: «{a}» و «{b}» هر یک باید پیش از دیگری پایین بیاید؛ یکی از جفت‌ها را بردارید",
    "before: “{a}” and “{b}” must each go down before the other; take one of the pairs away",
)


class PowerGoals(Means):
    """What a plan of powers may change, and what it is judged by.

    The value is in weighted hours a year; see docs/reference/model.md.
    """

    noun = "powers"
    planned = MappingProxyType(dict.fromkeys(PRESETS, MOVES))

    never: tuple[str, ...] = given(
        "امور، نوع‌ها یا موضوع‌هایی که همان‌جا که هستند می‌مانند و شمرده نمی‌شوند",
        "matters, kinds of matters or subjects that stay where they are and are not counted",
        KEPT,
    )
    before: tuple[Pair, ...] = given(
        "جفت‌های [الف، ب]: سهمی از ب که پایین می‌آید هرگز از سهم الف بیشتر نیست (پروانه پس از بازرسی)",
        "pairs [a, b]: the share of b that is decided lower is never above that of a (a licence after "
        "its inspection)",
        (),
        refers="matters",
    )
    takers: dict[str, str] = given(
        "گونهٔ سمت یا واحدی که تصمیم به آن می‌رسد، به امر، نوع، موضوع یا وزارتخانه؛ جز آن: واحد استانی "
        "وزارتخانهٔ آن امر، و بی وزارتخانه استاندار",
        "type of post or unit that takes the decision over, by matter, kind, subject or ministry; else "
        "the provincial unit of the matter's ministry, and without a ministry the governor",
        {},
    )
    counties: bool = given(
        "آیا فرمانداری‌ها و واحدهای شهرستانی، اگر بارگذاری شده باشند، نیز تصمیم می‌گیرند",
        "whether county offices may decide too, where they are loaded",
        True,
    )
    vary: bool = given(
        "آیا استان‌ها می‌توانند با هم فرق کنند؛ جز آن، یک تصمیم برای همه",
        "whether provinces may differ; else one decision for all",
        False,
    )
    shares: tuple[Within, ...] = given(
        "سقف‌هایی که آزموده می‌شوند: مبلغی که این سهم از پرونده‌ها زیر آن است، ۰ تا ۱؛ همه و هیچ نیز هست",
        "ceilings that are tried: the amount below which this share of cases lies, 0 to 1; none and all "
        "are tried too",
        (0.5, 0.8, 0.95),
    )
    gaps: Literal["centre", "lock", "refuse"] = given(
        "امری که هیچ‌کس در آن تصمیم نمی‌گیرد: centre در مرکز انگاشته می‌شود، lock کنار می‌ماند، refuse برنامه "
        "ساخته نمی‌شود",
        "matters nobody decides: centre takes them as decided at the centre, lock leaves them out, refuse "
        "makes no plan",
        "centre",
    )
    max_exposure: Positive | None = given(
        "بیشترین در معرض خطر بودن در سال: پرونده‌های پایین‌تر از مرکز × مبلغ (به میانهٔ همان امر) × ریسک؛ "
        "خالی: بی حد",
        "greatest exposure a year: cases decided below the centre x amount (in medians of the matter) x "
        "risk; empty: no limit",
        None,
    )
    capacity: bool = given(
        "آیا ساعت‌های هر دفتر (کم از شوراها، به سهمی که به پرونده می‌رسد) حد است",
        "whether the hours of each office (less its councils, at the share that may go to cases) are a "
        "limit",
        True,
    )
    wait_price: Positive = given(
        "ساعتی که یک روز انتظار یک پرونده به آن می‌ارزد؛ فرض",
        "hours that a day of waiting of a case counts as; assumed",
        0.1,
    )
    risk_price: Positive = given(
        "ساعتی که یک واحد در معرض خطر بودن به آن می‌ارزد؛ فرض",
        "hours that a unit of exposure counts as; assumed",
        1.0,
    )

    def contradictions(self, path: str) -> Iterator[Finding]:
        """Find what cannot be, whatever the Country: moves, ranges, matters before themselves."""
        yield from super().contradictions(path)
        yield from refused.self_pairs(self.before, (), path)
        turned = {(b, a) for a, b in self.before}
        for a, b in self.before:
            if a < b and (a, b) in turned:
                yield refused.fault("goals_clash", path, "before", _RING.fill(a=a, b=b))

    def missing(self, country: Country, path: str) -> Iterator[Finding]:
        """Find what the goals name and the Country lacks: matters, ministries, types of takers."""
        yield from super().missing(country, path)
        matters = country["matters"]
        ids = matters["matter"].to_list()
        sides = {c: set(matters[c].drop_nulls()) for c in ("kind", "subject", "ministry")}
        named = {*ids, *sides["kind"], *sides["subject"], *country["subjects"]["subject"], *KEPT}
        for name in self.never:
            if name not in named:
                yield refused.unknown_name("never", _MATTER, name, sorted(named), path)
        for name in dict.fromkeys(n for pair in self.before for n in pair):
            if name not in ids:
                yield refused.unknown_name("before", _MATTER, name, ids, path)
        for name in self.takers.keys() - named - sides["ministry"]:
            known = sorted(named | sides["ministry"])
            yield refused.unknown_name("takers", _SIDE, name, known, path)
        types = sorted({*country["posts"]["type"], *country["units"]["type"]})
        for name in dict.fromkeys(self.takers.values()):
            if name not in types:
                yield refused.unknown_name("takers", _TAKER, name, types, path)
