"""What may be wrong with goals, in words: the key, what came, what is allowed, the nearest name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from ostan.country.legal import MOVES
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

SHOWN = 30
"""Names listed where none is near."""

_NOT_TOML = Text("پرونده TOML درست نیست: {why}", "the file is not valid TOML: {why}")
_NO_KEY = Text("کلید «{came}» شناخته نیست.{near}", "the key “{came}” is not known.{near}")
_WRONG = Text("«{came}» پذیرفته نیست؛ {why}", "“{came}” is not allowed; {why}")
_NO_NAME = Text(
    "{what} «{came}» در این کشور نیست.{near}", "this country has no {what} “{came}”.{near}"
)
_NO_MOVE = Text(
    "حرکت «{came}» را برنامه‌ریز نمی‌شناسد.{near}", "the planner knows no move “{came}”.{near}"
)
_SELF = Text("«{a}» با خودش جفت شده است", "“{a}” is paired with itself")
_APART = Text(
    "«{a}» و «{b}» هم باید با هم باشند (together) و هم جدا (apart)؛ یکی را بردارید",
    "“{a}” and “{b}” must be together and apart; take one of the two away",
)
_LOCKED = Text(
    "«{a}» و «{b}» هر دو قفل‌اند و باید با هم باشند؛ یکی باید از میان برود یا میهمان شود، پس قفل یکی را "
    "بردارید یا آن‌ها را از together بیرون آورید",
    "“{a}” and “{b}” are both locked and must be together: one of them would have to give way; "
    "unlock one, or take the pair out of together",
)
_SIZE = Text(
    "{came} باید با هم باشند، که {count} شوراست؛ max_group {limit} را می‌پذیرد",
    "{came} must be together: {count} councils, while max_group allows {limit}",
)
_CAP = Text(
    "max_councils برابر {limit} است ولی {count} شورا قفل است و همه می‌مانند",
    "max_councils is {limit} but {count} councils are locked and all remain",
)
_STAFF = Text(
    "min_headcount برابر {least} و max_staff برابر {most} است؛ هیچ واحدی هر دو را نگه نمی‌دارد",
    "min_headcount is {least} and max_staff {most}: no unit keeps both",
)
_RANGE = Text("{low} ≤ {value} ≤ {high} برقرار نیست", "{low} <= {value} <= {high} does not hold")

_WHY = {
    "literal_error": Text("یکی از این‌ها: {expected}", "one of these: {expected}"),
    "greater_than_equal": Text("دست‌کم {ge}", "at least {ge}"),
    "greater_than": Text("بیش از {gt}", "above {gt}"),
    "less_than_equal": Text("دست بالا {le}", "at most {le}"),
    "finite_number": Text("عددی متناهی", "a finite number"),
    "bool_type": Text("true یا false", "true or false"),
    "bool_parsing": Text("true یا false", "true or false"),
    "string_type": Text("یک متن", "a text"),
    "tuple_type": Text("یک فهرست", "a list"),
    "dict_type": Text("یک جدول", "a table"),
    "too_short": Text("درست دو نام", "exactly two names"),
    "too_long": Text("درست دو نام", "exactly two names"),
    "missing": Text("value لازم است", "value is required"),
}
_NUMBER = Text("یک عدد", "a number")


def fault(code: str, path: str, at: str, what: Text, came: str | None = None) -> Finding:
    """Return the finding of a fault of the goals at a key like `price.statute`."""
    head = f"{path}: {at}" if at else path
    sentence = Text("{head}: {what}", "{head}: {what}").fill(head=head, what=what)
    return Finding(
        code, Severity.ERROR, sentence, where=(Where(path, column=at or None),), came=came
    )


def near(came: str, names: Iterable[str]) -> Text:
    """Return the sentence that offers the nearest of `names`, else lists what there is."""
    from ostan.persian.names import nearest

    known = list(dict.fromkeys(names))
    found = nearest(came, known)
    if found:
        return Text(
            f" آیا این را می‌خواستید؟ {'، '.join(found)}", f" Did you mean {' or '.join(found)}?"
        )
    some = known[:SHOWN]
    return (
        Text(f" این‌ها هست: {'، '.join(some)}", f" There is: {', '.join(some)}")
        if some
        else Text("", "")
    )


def not_toml(why: str, path: str) -> Finding:
    """Say that a file is not TOML."""
    return fault("bad_goals_file", path, "", _NOT_TOML.fill(why=why))


def faults(error: ValidationError, path: str, known: Sequence[str]) -> list[Finding]:
    """Say every fault of form once, at its key."""
    made: dict[tuple[str, str], Finding] = {}
    for one in error.errors():
        at = _place(one["loc"])
        what = _sentence(dict(one), known)
        came = str(one["loc"][-1] if one["type"] == "extra_forbidden" else one["input"])[:60]
        made.setdefault((at, what.en), fault("broken_goals", path, at, what, came))
    return list(made.values())


def _place(location: tuple[int | str, ...]) -> str:
    at = ""
    for part in location:
        if isinstance(part, int):
            at += f"[{part}]"
        elif "[" not in part or "]" not in part or not part.startswith("function"):
            at += f".{part}" if at else part
    return at


def _sentence(one: dict[str, Any], known: Sequence[str]) -> Text:
    kind = one["type"]
    if kind == "extra_forbidden":
        names = known if len(one["loc"]) == 1 else ("value", "low", "high")
        return _NO_KEY.fill(came=str(one["loc"][-1]), near=near(str(one["loc"][-1]), names))
    why = _WHY.get(kind, _NUMBER if kind.startswith(("int", "float")) else None)
    told = {k: str(v) for k, v in one.get("ctx", {}).items()}
    words = why.fill(**told) if why else Text(str(one["msg"]), str(one["msg"]))
    return _WRONG.fill(came=str(one["input"])[:60], why=words)


def unknown_moves(moves: Iterable[str], noun: str, path: str) -> Iterator[Finding]:
    """Find moves that are not moves of a noun."""
    known = [m for m, table in MOVES.items() if table == noun]
    for move in moves:
        if move not in known:
            what = _NO_MOVE.fill(came=move, near=near(move, known))
            yield fault("unknown_move", path, "moves", what, move)


def unknown_key(came: str, known: Iterable[str], path: str) -> Finding:
    """Say that goals have no such key."""
    return fault("broken_goals", path, came, _NO_KEY.fill(came=came, near=near(came, known)), came)


def unknown_name(key: str, kind: Text, came: str, names: Iterable[str], path: str) -> Finding:
    """Say that the Country has no such thing (`kind`: what it would be)."""
    what = _NO_NAME.fill(what=kind, came=came, near=near(came, names))
    return fault("unknown_goal_name", path, key, what, came)


def self_pairs(
    together: Iterable[tuple[str, str]], apart: Iterable[tuple[str, str]], path: str
) -> Iterator[Finding]:
    """Find pairs of a council with itself."""
    for key, pairs in (("together", together), ("apart", apart)):
        for a, b in pairs:
            if a == b:
                yield fault("goals_self_pair", path, key, _SELF.fill(a=a), a)


def clash_apart(a: str, b: str, path: str) -> Finding:
    """Say that two councils must be together and apart."""
    return fault("goals_clash", path, "together, apart", _APART.fill(a=a, b=b))


def clash_locked(a: str, b: str, path: str) -> Finding:
    """Say that two locked councils must be together."""
    return fault("goals_clash", path, "lock, together", _LOCKED.fill(a=a, b=b))


def clash_size(names: Sequence[str], limit: int, path: str) -> Finding:
    """Say that more councils must be together than one sitting may hold."""
    came = Text("، ".join(names), ", ".join(names))
    what = _SIZE.fill(came=came, count=len(names), limit=limit)
    return fault("goals_clash", path, "together, max_group", what)


def clash_cap(limit: int, count: int, path: str) -> Finding:
    """Say that more councils are locked than may remain."""
    return fault("goals_clash", path, "max_councils, lock", _CAP.fill(limit=limit, count=count))


def clash_staff(least: int, most: int, path: str) -> Finding:
    """Say that no number of people is at least the one and at most the other."""
    what = _STAFF.fill(least=least, most=most)
    return fault("goals_clash", path, "min_headcount, max_staff", what)


def bad_range(name: str, ends: tuple[float, float, float], path: str) -> Finding:
    """Say that a range is not in order."""
    low, value, high = (f"{x:g}" for x in ends)
    what = _RANGE.fill(low=low, value=value, high=high)
    return fault("goals_range", path, f"assume.{name}", what, value)
