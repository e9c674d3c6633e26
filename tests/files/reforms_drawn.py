"""Generated Reforms: every kind and every field, with the texts that some format may take for something else."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from tests.strategies import FIRST_DAY, LAST_DAY, slugs, texts

from ostan.files.reforms.wording import Field, fields
from ostan.reform.kinds import KINDS
from ostan.reform.reform import Reform

MOST = {"share": 1.0, "hours_per_session": 24.0, "subsessions_per_year": 5000.0}
"""Upper bounds of numbers; of the others it is 1000."""


def _names(field: Field) -> st.SearchStrategy[str]:
    if field.refers == "places":
        return st.one_of(st.sampled_from(["*province", "*county"]), slugs("p"))
    return st.builds("{}{}".format, slugs("c"), st.sampled_from(["", "@qom", "@p1"]))


def _one(field: Field) -> st.SearchStrategy[Any]:
    if field.lane == "number":
        if field.name in ("staff", "budget_per_year", "fee"):
            return st.integers(0, 10**9)
        least = 1e-9 if field.name == "share" else 0.0
        return st.floats(least, MOST.get(field.name, 1000.0))
    if field.lane == "truth":
        return st.booleans()
    if field.lane == "day":
        return st.dates(FIRST_DAY, LAST_DAY).map(lambda d: d.isoformat())
    if field.lane == "choice":
        return st.sampled_from(list(field.words))
    if field.refers or field.many:
        return _names(field)
    return texts().filter(lambda t: bool(t.split()))


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """Return a change as plain data; fields that may be empty often are."""
    kind = draw(st.sampled_from(list(KINDS)))
    data: dict[str, Any] = {"kind": kind}
    for field in fields(kind):
        if not field.required and draw(st.booleans()):
            continue
        least = 1 if field.required else 0
        one = _one(field)
        data[field.name] = draw(st.lists(one, min_size=least, max_size=3) if field.many else one)
    if kind == "set_sessions" and not any(n.endswith(("year", "session")) for n in data):
        data["sessions_per_year"] = draw(st.floats(0, 1000))
    return data


@st.composite
def reforms(draw: st.DrawFn) -> Reform:
    """Return a Reform of up to six changes, with a title and a parent or without."""
    head = {
        "title": draw(st.none() | texts().filter(lambda t: bool(t.split()))),
        "parent": draw(st.none() | st.text("0123456789abcdef", min_size=64, max_size=64)),
    }
    made = draw(st.lists(changes(), max_size=6))
    return Reform.read({**{n: v for n, v in head.items() if v}, "changes": made})
