"""Registers of powers without any fault, and hands that plant one: what is there to be found is known.

Written from the definitions in `docs/reference/powers.md` alone, by one who had not read the checker:
what the checker finds is held against it in `test_powers_planted.py`. A register is clean by the way
it is made, not by a check: the deciders of a matter cut the space amount × place × day into boxes,
each box has one holder, and whatever else a holder does lies where it does not decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import TABLES

DAY = date(2026, 1, 1)
"""The day looked at: what ended before it is history and no fault."""
LAST = date(9999, 12, 31)
"""Stands for a day that never comes."""
MEASURES = ("rial", "hectare", "class", "capacity", "count")
CANNOT_COEXIST = ("consents", "coordinates", "consulted", "observes")
"""Roles that one who decides may not have in the same case."""
HELP = ("decides", "consents", "proposes", "coordinates")
"""Roles any of which is enough to do a duty by."""
TABLE_OF = {"post": "posts", "unit": "units", "council": "councils"}
SUBJECTS = {"water": None, "wells": "water", "roads": None, "trade": None}
"""Subjects, each with the wider one. In a clean register no council speaks of what a unit does."""
LADDER = ("decides", "consents", "proposes", "coordinates", "consulted", "observes")
"""Roles, the strongest first."""
GONE = {"post": ("closed",), "unit": ("merged", "abolished"), "council": ("dormant", "abolished")}

Row = dict[str, Any]
Holder = tuple[str, str]


@dataclass(frozen=True)
class Planted:
    """What must be found: the kind, the matter, powers named (all and no other, if `exact`), the case.

    `case` holds the columns worked out by hand; `first` the power named first, where that is said;
    `along` what rightly comes with it, as pairs of kind and power.
    """

    kind: str
    matter: str
    powers: frozenset[str]
    case: Row = field(default_factory=dict)
    exact: bool = True
    first: str | None = None
    along: frozenset[tuple[str, str]] = frozenset()


@dataclass
class Register:
    """A register being made: rows by id, and what its maker knows of them."""

    rng: np.random.Generator
    places: dict[str, str | None] = field(default_factory=dict)
    posts: dict[str, Row] = field(default_factory=dict)
    units: dict[str, Row] = field(default_factory=dict)
    councils: dict[str, Row] = field(default_factory=dict)
    laws: dict[str, Row] = field(default_factory=dict)
    matters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Matters, each with the measures in which limits may come."""
    powers: dict[str, Row] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    """Subjects of matters that have one."""
    agenda: dict[str, str] = field(default_factory=dict)
    """Councils, each with the subject on its agenda."""
    duties: dict[str, set[str]] = field(default_factory=dict)
    """Powers by which a duty is done, each with the duties that no other power does."""
    touched: set[str] = field(default_factory=set)
    """Matters something was planted in."""
    serial: int = 0

    # --- chance -------------------------------------------------------------------------------

    def one(self, of: Iterable[Any]) -> Any:
        found = list(of)
        return found[int(self.rng.integers(len(found)))]

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def name(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}{self.serial:04d}"

    # --- places and boxes ----------------------------------------------------------------------

    def inside(self, place: str) -> list[str]:
        return sorted(p for p, parent in self.places.items() if parent == place)

    def leaves(self, place: str | None) -> list[str]:
        """Return the places in `place` that hold no other, in order."""
        if place is None:
            return sorted(set(self.places) - set(self.places.values()))
        below = self.inside(place)
        return [leaf for p in below for leaf in self.leaves(p)] if below else [place]

    def corner(self, row: Row) -> Row:
        """Return the smallest case of a box: of its first day, its least amount, its first place."""
        return {"day": start(row), "amount": low(row), "place": self.leaves(row["place"])[0]}

    def part(self, row: Row) -> Row:
        """Return a box inside the box of `row`: a part of each of its sides, or the whole side."""
        box = {n: row[n] for n in ("place", "valid_from", "valid_to", "measure", "from", "to")}
        if self.chance(0.6):
            box["place"] = self.one(self.leaves(row["place"]))
        if self.chance(0.5) and start(row) < end(row):
            room = min((end(row) - start(row)).days, 3000)
            box["valid_from"] = start(row) + timedelta(int(self.rng.integers(room)) + 1)
        if self.matters[row["matter"]] and self.chance(0.6):
            box["measure"] = (
                row["measure"] if limited(row) else self.one(self.matters[row["matter"]])
            )
            box["from"] = low(row) + (high(row) - low(row)) / 4 if row["to"] else low(row) + 7
            box["to"] = self.one([row["to"], min(box["from"] * 1.5, high(row))])
        return box

    def seen(self, row: Row, perhaps: bool = False) -> Row:
        """Return the case of a fault that shows in the whole box of `row`, surely or perhaps."""
        case = {**self.corner(row), "amount_to": row["to"]}
        if perhaps and limited(row) and len(self.matters[row["matter"]]) > 1:
            # It holds perhaps, in its own measure as in the other, and there at any amount.
            return {n: case[n] for n in ("day", "place")}
        # A box without limits shows its fault in any of the measures of its matter.
        return {**case, "measure": row["measure"]} if limited(row) else case

    # --- rows ----------------------------------------------------------------------------------

    def of(self, matter: str, *roles: str) -> list[Row]:
        return [
            r
            for r in self.powers.values()
            if r["matter"] == matter and (not roles or r["role"] in roles)
        ]

    def holders(self, matter: str) -> set[Holder]:
        return {held(r) for r in self.of(matter)}

    def stranger(self, matter: str) -> Holder:
        """Return a holder that is there on every day and has nothing to do with the matter."""
        own = self.holders(matter)
        every = [(k, i) for k, t in TABLE_OF.items() for i in getattr(self, t)]
        return self.one(h for h in every if h not in own and self.stays(h))

    def stays(self, holder: Holder) -> bool:
        row = getattr(self, TABLE_OF[holder[0]]).get(holder[1])
        return bool(row and row["status"] == "active" and not row["valid_to"] and begun(row) <= DAY)

    def grant(self, matter: str, role: str, holder: Holder, box: Row, **more: Any) -> Row:
        """Add a power of `holder` in `box` and return its row."""
        row = {
            **dict.fromkeys((*SIDES, "condition", "law", "delegated_from", "may_delegate")),
            "measure": "none",
            **{n: box[n] for n in SIDES if n in box},
            "power": self.name("w"),
            "matter": matter,
            "role": role,
            "holder_kind": holder[0],
            "holder": holder[1],
            **more,
        }
        self.powers[row["power"]] = row
        return row

    def new_holder(self, kind: str, **more: Any) -> Holder:
        """Add a holder to its table."""
        rows = getattr(self, TABLE_OF[kind])
        name = self.name("n")
        rows[name] = {"status": "active", "valid_from": None, "valid_to": None, **more}
        return kind, name

    def act(self, **more: Any) -> str:
        """Add an act and return its id."""
        name = self.name("l")
        blank = {"status": "in_force", "basis": None, "expires": None, "valid_to": None}
        self.laws[name] = {**blank, **more}
        return name

    def take(self, fits: Callable[[str], Any], *measures: int) -> str:
        """Return a matter nothing was planted in yet, and count it as planted in.

        Its limits come in one of so many `measures`, if any are given.
        """
        free = [
            m
            for m, found in self.matters.items()
            if m not in self.touched and (not measures or len(found) in measures) and fits(m)
        ]
        matter = self.one(free)
        self.touched.add(matter)
        return matter

    def country(self) -> Country:
        """Return the Country of the rows."""
        made = {n: pl.DataFrame(rows, schema=_schema(n)) for n, rows in self._rows().items()}
        return Country.of(made)

    def _rows(self) -> dict[str, list[Row]]:
        levels = ("country", "province", "county")
        rows: dict[str, list[Row]] = {
            "places": [
                {"place": p, "parent": parent, "level": levels[p.count("_")]}
                for p, parent in self.places.items()
            ],
            "ranks": [{"rank": "decree", "order": 1}],
            "laws": [{"law": i, "rank": "decree", **r} for i, r in self.laws.items()],
            "subjects": [{"subject": s, "parent": up} for s, up in SUBJECTS.items()],
            "agenda": [{"council": c, "subject": s} for c, s in self.agenda.items()],
            "matters": [{"matter": m, "subject": self.subjects.get(m)} for m in self.matters],
            "powers": list(self.powers.values()),
        }
        for kind, table in TABLE_OF.items():
            found = getattr(self, table).items()
            rows[table] = [{kind: i, "type": i, **r} for i, r in found]
        rows["posts"] = [{**r, "manager": True, "holders": 1} for r in rows["posts"]]
        form = {"place": "p", "kind": "office", "legal_form": "other"}
        rows["units"] = [{**r, **form} for r in rows["units"]]
        more = {"place": "p", "chair_delegable": "unknown", "elected": False}
        rows["councils"] = [{**r, **more} for r in rows["councils"]]
        return rows


SIDES = ("place", "from", "to", "measure", "valid_from", "valid_to")
"""Columns that make the box of a power."""


def _schema(table: str) -> dict[str, Any]:
    return {n: dtype(c) for n, c in TABLES[table].columns.items()}


def held(row: Row) -> Holder:
    """Return the holder of a power. A post and a unit of the same id are two holders."""
    return row["holder_kind"], row["holder"]


def begun(row: Row) -> date:
    return row["valid_from"] or date.min


def start(row: Row) -> date:
    """Return the first day looked at on which it holds."""
    return max(DAY, begun(row))


def end(row: Row) -> date:
    return row["valid_to"] or LAST


def low(row: Row) -> float:
    return row["from"] or 0.0


def high(row: Row) -> float:
    return float("inf") if row["to"] is None else row["to"]


def limited(row: Row) -> bool:
    return row["from"] is not None or row["to"] is not None


def live(row: Row) -> bool:
    """Return whether it holds on any day looked at."""
    return end(row) >= DAY


# --- a clean register ----------------------------------------------------------------------------


def clean(seed: int, powers: int = 300) -> Register:
    """Return a register of that many powers (40 or more) without any fault of the eleven kinds."""
    made = Register(np.random.default_rng(seed))
    _places(made)
    _holders(made)
    _laws(made)
    while len(made.powers) < powers - 12:
        _matter(made)
    while len(made.powers) < powers:
        matter = made.one(made.matters)
        made.grant(matter, "observes", made.stranger(matter), {})
    for row in made.powers.values():
        row["law"] = made.one([None, *_grounds(made, row)])
    for row in list(made.powers.values()):
        _delegated(made, row)
    _fields(made)
    return made


def _delegated(made: Register, row: Row) -> None:
    """Let some powers be delegated from one that covers them, in a role at least as strong."""
    if row["role"] in ("decides", "duty") or not live(row) or made.chance(0.6):
        return
    stronger = LADDER[: LADDER.index(row["role"])]
    found = [r for r in made.of(row["matter"], *stronger) if covers(made, r, row)]
    if found:
        source = made.one(found)
        row["delegated_from"] = source["power"]
        source["may_delegate"] = made.one((True, None))


def covers(made: Register, source: Row, row: Row) -> bool:
    """Return whether a power surely holds wherever another does."""
    return (
        source["condition"] is None
        and (not limited(source) or (source["measure"] == row["measure"] and limited(row)))
        and low(source) <= low(row)
        and high(row) <= high(source)
        and start(source) <= start(row)
        and end(row) <= end(source)
        and set(made.leaves(row["place"])) <= set(made.leaves(source["place"]))
    )


def _fields(made: Register) -> None:
    """Give matters subjects; those of units and those of councils lie apart."""
    for matter in made.matters:
        if made.chance(0.7):
            made.subjects[matter] = made.one(SUBJECTS)
    for unit in made.units.values():
        unit["functions"] = [made.one(("water", "wells", "roads"))]
    made.agenda = dict.fromkeys(made.councils, "trade")


def _places(made: Register) -> None:
    """A country, provinces, and counties in some of them: ids in the order of the tree."""
    made.places["p"] = None
    for i in range(1, 5):
        made.places[f"p_{i}"] = "p"
        for j in range(1, 1 + (0, 2, 3, 2)[i - 1]):
            made.places[f"p_{i}_{j}"] = f"p_{i}"


def _holders(made: Register) -> None:
    """Twenty ids, the same in each table of holders; some come late, leave, or are gone."""
    for kind, table in TABLE_OF.items():
        rows = getattr(made, table)
        for i in range(20):
            rows[f"h{i:02d}"] = {"status": "active", "valid_from": None, "valid_to": None}
        rows["h00"]["valid_from"] = date(2010, 1, 1)
        rows["h17"]["valid_from"] = date(2028, 1, 1)
        rows["h18"]["valid_to"] = date(2030, 12, 31)
        rows["h19"]["status"] = GONE[kind][0]


def _laws(made: Register) -> None:
    """Chains of acts of any state: a power rests only on those that stand as long as it holds."""
    states = ("in_force",) * 4 + ("amended", "unknown", "repealed", "expired", "annulled")
    for _ in range(40):
        status = made.one(states)
        basis = made.one([None, *list(made.laws)[-6:]])
        fell = date(2020, 6, 1) + timedelta(int(made.rng.integers(6000)))
        more: Row = {"status": status, "basis": basis}
        if status == "repealed" and made.chance(0.8):
            more["valid_to"] = fell
        if status == "expired" or (status == "in_force" and made.chance(0.3)):
            more["expires"] = fell
        made.act(**more)


def _grounds(made: Register, row: Row) -> list[str]:
    """Return the acts that stand on every day looked at on which a power holds."""
    return [law for law in made.laws if not live(row) or stands_to(made, law) >= end(row)]


def stands_to(made: Register, law: str | None) -> date:
    """Return the last day on which an act and all in its chain of basis stand."""
    if law is None:
        return LAST
    row = made.laws[law]
    own = {"repealed": row["valid_to"] or date.min, "annulled": date.min}.get(row["status"], LAST)
    return min(own, row["expires"] or LAST, stands_to(made, row["basis"]))


def _matter(made: Register) -> None:
    matter = made.name("m")
    one = (made.one(MEASURES),)
    made.matters[matter] = made.one(((), one, one, one, ("rial", "hectare")))
    if made.chance(0.08):  # Nothing but observers: no decision is asked for.
        made.matters[matter] = ()
        made.grant(matter, "observes", made.stranger(matter), {}, condition="اگر لازم باشد")
        return
    measure = one[0] if made.matters[matter] == one else "none"
    few = [(k, f"h{i:02d}") for k in TABLE_OF for i in (1, 2)]
    for box in _cut(made, measure):
        made.grant(matter, "decides", made.one(few), box)
    for add in (_proposal, _own_proposal, _helpers, _watchers, _measures, _history):
        add(made, matter)


def _cut(made: Register, measure: str) -> list[Row]:
    """Return boxes that fill the space and do not meet: each cut parts one of them."""
    boxes: list[Row] = [dict.fromkeys(SIDES)]
    boxes[0] |= {"measure": measure, "from": made.one((None, 0.0)) if measure != "none" else None}
    for _ in range(made.one((0, 1, 1))):
        box = made.one(boxes)
        boxes.remove(box)
        boxes += made.one((_by_amount, _by_amount, _by_day, _by_place))(made, box)
    return boxes


def _by_amount(made: Register, box: Row) -> list[Row]:
    if box["measure"] == "none":
        return [box]
    cut = low(box) + 100 if box["to"] is None else (low(box) + box["to"]) / 2
    return [{**box, "to": cut}, {**box, "from": cut}]


def _by_day(made: Register, box: Row) -> list[Row]:
    first, last = box["valid_from"] or date(2016, 1, 1), box["valid_to"] or date(2036, 1, 1)
    cut = first + timedelta(int(made.rng.integers(1, (last - first).days)))
    return [{**box, "valid_to": cut - timedelta(1)}, {**box, "valid_from": cut}]


def _by_place(made: Register, box: Row) -> list[Row]:
    below = made.inside(box["place"] or "p") or [box["place"]]
    return [{**box, "place": p} for p in below]


def _proposal(made: Register, matter: str) -> None:
    """Who decides below a limit proposes above it, and has a duty in both."""
    for a, b in neighbours(made, matter):
        if held(a) == held(b) or len(made.of(matter, "proposes")) or made.chance(0.3):
            continue
        if any(held(r) == held(a) for r in made.of(matter) if r is not a):
            continue
        offer = made.grant(matter, made.one(("proposes", "coordinates")), held(a), b)
        both = {**a, "to": b["to"]}
        duty = made.grant(matter, "duty", held(a), both)
        made.duties[a["power"]] = made.duties[offer["power"]] = {duty["power"]}


def neighbours(made: Register, matter: str) -> list[tuple[Row, Row]]:
    """Return pairs of deciders whose limits touch, in the same place on the same days."""
    rows = [r for r in made.of(matter, "decides") if live(r)]
    same = ("place", "valid_from", "valid_to")
    return [
        (a, b)
        for a in rows
        for b in rows
        if a["to"] is not None and a["to"] == b["from"] and all(a[n] == b[n] for n in same)
    ]


def _own_proposal(made: Register, matter: str) -> None:
    """One who proposes and decides, with another's consent: not alone."""
    own = [r for r in made.of(matter, "decides") if live(r)]
    if made.chance(0.6) or made.of(matter, "proposes"):
        return
    decider = made.one(own)
    made.grant(matter, "proposes", held(decider), made.part(decider))
    made.grant(matter, "consents", made.stranger(matter), decider)


def _helpers(made: Register, matter: str) -> None:
    """Others who consent, propose or coordinate somewhere, some of them with a duty there."""
    for role in ("consents", "proposes", "coordinates"):
        if made.chance(0.75):
            continue
        decider = made.one(made.of(matter, "decides"))
        box = made.part(decider) if live(decider) else decider
        words = made.one((None, None, "با رعایت مقررات"))
        row = made.grant(matter, role, made.stranger(matter), box, condition=words)
        # Where limits come in several measures one in another measure would not be comparable.
        told = len(made.matters[matter]) < 2 or not limited(row)
        if words is None and told and made.chance(0.5):
            narrow = made.part(row) if live(row) else row
            duty = made.grant(matter, "duty", held(row), narrow)
            made.duties[row["power"]] = {duty["power"]}


def _watchers(made: Register, matter: str) -> None:
    """One consulted where it does not decide, another by two powers neither of which is idle."""
    if made.chance(0.2):
        words = "در موارد مهم"
        who = made.stranger(matter)
        wide = made.grant(matter, "consulted", who, {}, condition=words)
        made.grant(matter, "consulted", who, {**wide, "place": made.one(made.leaves(None))})
    for a, b in pairwise(made.of(matter, "decides")):
        if held(a) != held(b) and made.chance(0.2) and _alone_in(made, a):
            made.grant(matter, "observes", held(a), b)
            return


def _measures(made: Register, matter: str) -> None:
    """Limits in several measures: in the case of one, what is limited in the other holds perhaps."""
    if len(made.matters[matter]) < 2:
        return
    who, other = made.stranger(matter), "hectare"
    made.grant(matter, "consulted", who, {"measure": "rial", "from": 10.0, "to": 50.0})
    # Wider in rial, yet in hectares neither surely holds: the narrow one is not idle.
    made.grant(matter, "consulted", who, {"measure": "rial", "to": 80.0})
    made.grant(matter, "observes", made.stranger(matter), {"measure": other, "from": 5.0})


def _history(made: Register, matter: str) -> None:
    """What ended before the day looked at is no fault, whatever it was."""
    if made.chance(0.8):
        return
    past = {"valid_to": DAY - timedelta(1)}
    made.grant(matter, made.one(("decides", "consents", "duty")), ("unit", "h19"), past)


# --- planting ------------------------------------------------------------------------------------


def _decider(made: Register, *measures: int, fits: Callable[[Row], Any] = bool) -> Row:
    """Take a matter with a decider that fits, and return the decider."""

    def found(matter: str) -> list[Row]:
        return [r for r in made.of(matter, "decides") if live(r) and fits(r)]

    return made.one(found(made.take(found, *measures)))


def _lost(made: Register, row: Row, words: str = "") -> frozenset[tuple[str, str]]:
    """Return what stood on a power that is gone, is less, or holds only perhaps.

    Duties that can no longer be done, and powers delegated from it.
    """
    duties = made.duties.get(row["power"], ())
    delegated = {r["power"] for r in sources(made, row)}
    kinds = ("delegated_not_held", "delegated_not_held_in_words")
    return frozenset(
        {(f"duty_without_power{words}", duty) for duty in duties}
        | {(kind, power) for kind in kinds for power in delegated}
    )


def sources(made: Register, row: Row) -> list[Row]:
    """Return the powers delegated from one."""
    return [r for r in made.of(row["matter"]) if r["delegated_from"] == row["power"]]


def _gap(
    made: Register, row: Row, case: Row, lost: frozenset[tuple[str, str]], *powers: str
) -> list[Planted]:
    """Return the gap left in the box of a decider: one in each of several measures."""
    kind = "gap_in_words" if powers else "gap"
    several = made.matters[row["matter"]]
    cases = [{**case, "measure": m} for m in several] if len(several) > 1 else [case]
    names = frozenset(powers)
    return [Planted(kind, row["matter"], names, c, along=lost) for c in cases]


def gap_revoked(made: Register) -> list[Planted]:
    """Revoke a decider: nobody decides in its box."""
    row = _decider(made)
    del made.powers[row["power"]]
    # The only limits of its matter may go with it: then no measure is told.
    case = made.corner(row) | {"amount_to": row["to"]}
    return _gap(made, row, case, _lost(made, row))


def gap_limit(made: Register) -> list[Planted]:
    """Lower the upper limit of a decider: nobody decides between the new and the old."""
    row = _decider(made, 1, fits=lambda r: r["to"] is not None)
    left = {**row, "from": (low(row) + row["to"]) / 2}
    row["to"] = left["from"]
    return _gap(made, row, made.seen(left), _lost(made, row))


def gap_day(made: Register) -> list[Planted]:
    """End a decider early: from the next day on nobody decides."""
    row = _decider(made, fits=lambda r: start(r) < end(r))
    row["valid_to"] = start(row) + timedelta(min(400, (end(row) - start(row)).days - 1))
    case = made.seen(row) | {"day": row["valid_to"] + timedelta(1)}
    return _gap(made, row, case, _lost(made, row))


def gap_words(made: Register) -> list[Planted]:
    """Put a decider under a condition in words: perhaps nobody decides."""
    row = _decider(made)
    row["condition"] = "اگر اعتبار باشد"
    return _gap(made, row, made.seen(row), _lost(made, row, "_in_words"), row["power"])


def gap_measure(made: Register) -> list[Planted]:
    """Limit a decider in one of two measures: a gap above it, a perhaps in the other."""
    row = _decider(made, 2, fits=lambda r: not made.duties.get(r["power"]))
    case = made.corner(row)
    row |= {"measure": "rial", "to": 1000.0}
    above = case | {"measure": "rial", "amount": 1000.0, "amount_to": None}
    other = case | {"measure": "hectare", "amount_to": None}
    names = frozenset({row["power"]})
    return [
        Planted("gap", row["matter"], frozenset(), above, along=_lost(made, row)),
        Planted("gap_in_words", row["matter"], names, other),
    ]


def gap_matter(made: Register) -> list[Planted]:
    """Add a matter in which nobody has any power."""
    matter = made.name("m")
    made.matters[matter] = ()
    made.touched.add(matter)
    case = {"day": DAY, "amount": 0.0, "amount_to": None, "place": made.leaves(None)[0]}
    return [Planted("gap", matter, frozenset(), case)]


def _beside(made: Register, kind: str, words: str | None) -> list[Planted]:
    row = _decider(made)
    new = made.grant(
        row["matter"], "decides", made.stranger(row["matter"]), made.part(row), condition=words
    )
    case = made.seen(new, perhaps=words is not None)
    return [Planted(kind, row["matter"], _names(row, new), case)]


def _names(*rows: Row) -> frozenset[str]:
    return frozenset(r["power"] for r in rows)


def overlap_second(made: Register) -> list[Planted]:
    """Let another decide in a part of a decider's box."""
    return _beside(made, "overlap", None)


def overlap_words(made: Register) -> list[Planted]:
    """Let another decide there under a condition in words."""
    return _beside(made, "overlap_in_words", "در موارد استثنایی")


def overlap_twin(made: Register) -> list[Planted]:
    """Let the council decide that has the same id as the post or unit which decides."""
    row = _decider(made, fits=lambda r: not (made.holders(r["matter"]) & _namesakes(r)))
    new = made.grant(row["matter"], "decides", made.one(sorted(_namesakes(row))), made.part(row))
    return [Planted("overlap", row["matter"], _names(row, new), made.seen(new))]


def _namesakes(row: Row) -> set[Holder]:
    return {(kind, row["holder"]) for kind in TABLE_OF} - {held(row)}


def overlap_limit(made: Register) -> list[Planted]:
    """Raise an upper limit over the next one's lower limit."""

    def pairs(matter: str) -> list[tuple[Row, Row]]:
        found = neighbours(made, matter)
        return [(a, b) for a, b in found if held(a) != held(b) and _offers_only(made, a)]

    lower, upper = made.one(pairs(made.take(pairs)))
    lower["to"] = lower["to"] + 1
    case = made.corner(upper) | {"amount_to": lower["to"], "measure": upper["measure"]}
    return [Planted("overlap", lower["matter"], _names(lower, upper), case)]


def _offers_only(made: Register, row: Row) -> bool:
    """Return whether its holder has besides it nothing that may not go with a decision."""
    own = (r for r in made.of(row["matter"]) if held(r) == held(row) and r is not row)
    return all(r["role"] in ("proposes", "duty") for r in own)


def _dead(made: Register, **sides: Any) -> list[Planted]:
    """Add a power without any case; its holder is missing and its ground annulled: it has no case."""
    matter = made.take(lambda m: made.of(m, "decides"))
    ground = made.act(status="annulled")
    role = made.one(("decides", "consents", "duty", "proposes"))
    new = made.grant(matter, role, ("post", "nobody"), sides, law=ground)
    return [Planted("dead", matter, _names(new))]


def dead_limits(made: Register) -> list[Planted]:
    """Add a power with its upper limit below its lower one."""
    return _dead(made, measure="rial", **{"from": 20.0, "to": 10.0})


def dead_equal(made: Register) -> list[Planted]:
    """Add a power whose limits are equal: the upper one is excluded."""
    return _dead(made, measure="rial", **{"from": 20.0, "to": 20.0})


def dead_zero(made: Register) -> list[Planted]:
    """Add a power up to 0."""
    return _dead(made, measure="rial", to=0.0)


def dead_days(made: Register) -> list[Planted]:
    """Add a power that ends before it begins."""
    return _dead(made, valid_from=date(2030, 1, 2), valid_to=date(2030, 1, 1))


def dead_place(made: Register) -> list[Planted]:
    """Add a power in a place that is not in the table."""
    return _dead(made, place="nowhere")


def dead_template(made: Register) -> list[Planted]:
    """Add the rows of a template, each without any case: told once, with their number."""
    matter = made.take(lambda m: made.of(m, "decides"))
    name, who = made.name("w"), made.stranger(matter)
    box = {"measure": "count", "to": 0.0}
    places = made.inside("p")
    for place in places:
        made.grant(matter, "decides", who, {**box, "place": place}, power=f"{name}@{place}")
    first = frozenset({f"{name}@{places[0]}"})
    return [Planted("dead", matter, first, {"times": len(places)})]


def _helper(made: Register) -> Row:
    """Take a matter of at most one measure with a power that surely holds, and return the power."""

    def found(matter: str) -> list[Row]:
        return [r for r in made.of(matter) if live(r) and r["condition"] is None]

    return made.one(found(made.take(found, 0, 1)))


def shadowed_part(made: Register) -> list[Planted]:
    """Grant a power again in a part of its box; it is idle under a condition too."""
    row = _helper(made)
    # A proper part: the whole would shadow what it repeats.
    box = made.part(row)
    box["valid_from"] = min(start(row) + timedelta(10), end(row))
    words = "در موارد خاص" if box["valid_from"] == start(row) else made.one((None, "در موارد خاص"))
    new = made.grant(row["matter"], row["role"], held(row), box, condition=words)
    names, case = _names(row, new), made.corner(new)
    return [Planted("shadowed", row["matter"], names, case, first=new["power"])]


def shadowed_twice(made: Register) -> list[Planted]:
    """Grant a power twice: the two shadow each other."""
    row = _helper(made)
    new = made.grant(row["matter"], row["role"], held(row), row)
    both, case = _names(row, new), made.corner(new)
    return [Planted("shadowed", row["matter"], both, case, first=p) for p in sorted(both)]


def shadowed_by_two(made: Register) -> list[Planted]:
    """Grant a power that two others cover together, beside a third that is of no use for it."""
    matter = _decider(made, 1)["matter"]
    (measure,) = made.matters[matter]
    who, box = made.stranger(matter), {"measure": measure, "place": made.leaves(None)[-1]}
    one = made.grant(matter, "observes", who, {**box, "to": 50.0})
    two = made.grant(matter, "observes", who, {**box, "from": 50.0})
    made.grant(matter, "observes", who, {**box, "place": made.leaves(None)[0]})
    new = made.grant(matter, "observes", who, {**box, "from": 10.0, "to": 90.0})
    names = _names(one, two, new)
    return [Planted("shadowed", matter, names, made.corner(new), first=new["power"])]


def _against_itself(made: Register, role: str, words: str | None) -> Planted:
    row = _decider(made, fits=lambda r: _alone_in(made, r) and made.stays(held(r)))
    new = made.grant(row["matter"], role, held(row), made.part(row), condition=words)
    kind = "contradiction_in_words" if words else "contradiction"
    case = made.seen(new, perhaps=words is not None)
    return Planted(kind, row["matter"], _names(row, new), case)


def _alone_in(made: Register, row: Row) -> bool:
    """Return whether its holder has no other power in the matter."""
    return not any(held(r) == held(row) for r in made.of(row["matter"]) if r is not row)


def contradiction(made: Register) -> list[Planted]:
    """Put a decision under its own holder, in each of the ways."""
    return [_against_itself(made, role, None) for role in CANNOT_COEXIST]


def contradiction_words(made: Register) -> list[Planted]:
    """Put it there under a condition in words."""
    return [_against_itself(made, made.one(CANNOT_COEXIST), "در صورت لزوم")]


def _proposer(made: Register, words: str | None) -> tuple[Row, Row]:
    """Let one who decides without anybody's consent propose as well."""
    row = _decider(made, fits=lambda r: _alone_in(made, r) and not made.of(r["matter"], "consents"))
    return row, made.grant(row["matter"], "proposes", held(row), made.part(row), condition=words)


def alone(made: Register) -> list[Planted]:
    """Let one propose and decide."""
    row, new = _proposer(made, None)
    return [Planted("alone", row["matter"], _names(row, new), made.seen(new))]


def alone_words(made: Register) -> list[Planted]:
    """Let it propose under a condition in words."""
    row, new = _proposer(made, "به درخواست استان")
    case = made.seen(new, perhaps=True)
    return [Planted("alone_in_words", row["matter"], _names(row, new), case)]


def alone_perhaps(made: Register) -> list[Planted]:
    """Let another consent under a condition in words: perhaps there is nobody else."""
    row, new = _proposer(made, None)
    matter = row["matter"]
    made.grant(matter, "consents", made.stranger(matter), {}, condition="در موارد مهم")
    case = made.seen(new, perhaps=True)
    return [Planted("alone_in_words", matter, _names(row, new), case, exact=False)]


def alone_left(made: Register) -> list[Planted]:
    """Revoke the consent that kept one who proposes and decides from being alone."""

    def kept(matter: str) -> list[tuple[Row, Row]]:
        if len(made.of(matter, "consents")) != 1:
            return []
        offers, deciders = made.of(matter, "proposes"), made.of(matter, "decides")
        both = [(d, o) for d in deciders for o in offers if held(d) == held(o)]
        return both if len(both) == 1 and _meet(*both[0]) else []

    matter = made.take(kept)
    ((decider, offer),) = kept(matter)
    (consent,) = made.of(matter, "consents")
    del made.powers[consent["power"]]
    along = _lost(made, consent)
    return [Planted("alone", matter, _names(decider, offer), made.corner(offer), along=along)]


def _meet(decider: Row, offer: Row) -> bool:
    """Return whether a proposal lies inside the decider's box."""
    return offer["place"] is not None and start(offer) >= start(decider) and live(offer)


def _consent(made: Register, holder: Holder, words: str | None = None, **sides: Any) -> Row:
    row = _decider(made, fits=lambda r: start(r) < end(r))
    box = made.part(row) | {"valid_from": None} | sides
    return made.grant(row["matter"], "consents", holder, box, condition=words)


def _impossible(made: Register, new: Row, **case: Any) -> list[Planted]:
    seen = made.seen(new) | case
    return [Planted("consent_impossible", new["matter"], _names(new), seen)]


def consent_missing(made: Register) -> list[Planted]:
    """Ask for the consent of one who is in no table but that of another kind of holder."""
    kinds = list(TABLE_OF)
    kind = made.one(kinds)
    _, name = made.new_holder(kinds[kinds.index(kind) - 1])
    return _impossible(made, _consent(made, (kind, name)))


def consent_gone(made: Register) -> list[Planted]:
    """Ask for the consent of one who is not active."""
    kind = made.one(TABLE_OF)
    holder = made.new_holder(kind, status=made.one(GONE[kind]))
    return _impossible(made, _consent(made, holder))


def consent_early(made: Register) -> list[Planted]:
    """Ask for the consent of one who is not yet there."""
    holder = made.new_holder(made.one(TABLE_OF), valid_from=DAY + timedelta(1))
    return _impossible(made, _consent(made, holder, valid_to=None))


def consent_late(made: Register) -> list[Planted]:
    """Ask for the consent of one who leaves while it is asked for."""
    leaves = date(2027, 3, 20)
    holder = made.new_holder(made.one(TABLE_OF), valid_to=leaves)
    new = _consent(made, holder, valid_to=date(2027, 3, 21))
    return _impossible(made, new, day=date(2027, 3, 21))


def consent_words(made: Register) -> list[Planted]:
    """Ask for it under a condition in words: wherever that is met, nobody can give it."""
    return _impossible(made, _consent(made, ("council", "nobody"), "در موارد مهم"))


def _burden(made: Register, duty: str | None, role: str | None, words: str) -> list[Planted]:
    """Give a stranger a duty and a role, each under a condition in words or none."""
    row = _decider(made)
    who, matter, box = made.stranger(row["matter"]), row["matter"], made.part(row)
    new = made.grant(matter, "duty", who, box, condition=duty)
    if role:
        made.grant(matter, "coordinates", who, box, condition=role)
    made.grant(matter, "consulted", who, box)
    kind = f"duty_without_power{words}"
    return [Planted(kind, matter, _names(new), made.seen(new), exact=False)]


def duty_alone(made: Register) -> list[Planted]:
    """Give a duty to one who is only consulted."""
    return _burden(made, None, None, "")


def duty_measure(made: Register) -> list[Planted]:
    """Give a duty from a limit on in one of two measures: it is told in its own."""
    row = _decider(made, 2)
    who = made.stranger(row["matter"])
    new = made.grant(row["matter"], "duty", who, {"measure": "rial", "from": 10.0})
    return [Planted("duty_without_power", row["matter"], _names(new), made.seen(new))]


def duty_words(made: Register) -> list[Planted]:
    """Give it under a condition in words: wherever that is met, it cannot be done."""
    return _burden(made, "در شرایط بحران", None, "")


def duty_perhaps(made: Register) -> list[Planted]:
    """Give with it a role that holds perhaps."""
    return _burden(made, None, "با تأیید مرکز", "_in_words")


def duty_left(made: Register) -> list[Planted]:
    """Revoke the role by which a duty was done."""

    def found(matter: str) -> list[Row]:
        roles = ("proposes", "coordinates")
        return [r for r in made.of(matter, *roles) if made.duties.get(r["power"]) and live(r)]

    row = made.one(found(made.take(found)))
    (duty,) = made.duties[row["power"]]
    del made.powers[row["power"]]
    lone = frozenset({duty})
    return [Planted("duty_without_power", row["matter"], lone, exact=False)]


def _rest(
    made: Register, law: str, *fallen: tuple[str, str, date | None], words: str | None = None
) -> list[Planted]:
    """Rest a power that holds for ever on an act: `fallen` are kinds, acts and first days without.

    It has a lower limit where its matter has any, and is told in its own measure.
    """
    matter = made.take(lambda m: made.of(m, "decides"))
    box = {"measure": m, "from": 3.0} if (m := (*made.matters[matter], "none")[0]) != "none" else {}
    new = made.grant(matter, "proposes", made.stranger(matter), box, law=law, condition=words)
    case = made.seen(new)
    return [
        Planted(f"ground_{kind}", matter, _names(new), {**case, "act": act, "day": day or DAY})
        for kind, act, day in fallen
    ]


def ground_annulled(made: Register) -> list[Planted]:
    """Rest it on an annulled act: it stands on no day, whatever its last."""
    act = made.act(status="annulled", valid_to=date(2030, 1, 1))
    return _rest(made, act, ("annulled", act, None))


def ground_annulled_words(made: Register) -> list[Planted]:
    """Rest one under a condition in words on it: wherever it holds, it rests on nothing."""
    act = made.act(status="annulled")
    return _rest(made, act, ("annulled", act, None), words="در صورت نیاز")


def ground_repealed(made: Register) -> list[Planted]:
    """Rest it on an act repealed on a day to come."""
    act = made.act(status="repealed", valid_to=date(2029, 5, 4))
    return _rest(made, act, ("repealed", act, date(2029, 5, 5)))


def ground_repealed_ever(made: Register) -> list[Planted]:
    """Rest it on an act repealed on a day not recorded, at the end of a chain."""
    act = made.act(status="repealed")
    law = made.act(basis=made.act(status="amended", basis=act))
    return _rest(made, law, ("repealed", act, None))


def ground_expired(made: Register) -> list[Planted]:
    """Rest it on an act whose term ended."""
    act = made.act(status="expired", expires=date(2025, 1, 1))
    return _rest(made, made.act(basis=act), ("expired", act, None))


def ground_term(made: Register) -> list[Planted]:
    """Rest it on an act in force whose own term ends."""
    act = made.act(expires=date(2027, 12, 31))
    return _rest(made, act, ("expired", act, date(2028, 1, 1)))


def ground_first(made: Register) -> list[Planted]:
    """Rest it on a chain of which the far act falls first, of two of its kind; another kind is told too."""
    far = made.act(status="repealed", valid_to=date(2027, 1, 1))
    mid = made.act(status="repealed", valid_to=date(2033, 1, 1), basis=far)
    law = made.act(status="expired", expires=date(2031, 1, 1), basis=mid)
    repealed, expired = ("repealed", far, date(2027, 1, 2)), ("expired", law, date(2031, 1, 2))
    return _rest(made, law, repealed, expired)


def ground_nearest(made: Register) -> list[Planted]:
    """Rest it on a chain of which two acts fall on one day."""
    far = made.act(status="repealed", valid_to=date(2027, 1, 1))
    near = made.act(status="repealed", valid_to=date(2027, 1, 1), basis=far)
    return _rest(made, made.act(basis=near), ("repealed", near, date(2027, 1, 2)))


def _from(made: Register, source: Row, box: Row, **more: Any) -> Row:
    """Let a stranger watch in a box by delegation from a power."""
    who = made.stranger(source["matter"])
    more = {"role": "observes", "delegated_from": source["power"], **more}
    return made.grant(source["matter"], more.pop("role"), who, box, **more)


def _not_held(source: Row, new: Row, case: Row, words: str = "") -> list[Planted]:
    names = _names(source, new)
    return [Planted(f"delegated_not_held{words}", new["matter"], names, case, exact=False)]


def delegated_above(made: Register) -> list[Planted]:
    """Delegate up to a limit above that of the source."""
    row = _decider(made, 1, fits=lambda r: r["to"] is not None)
    new = _from(made, row, {**row, "to": row["to"] + 5})
    case = made.corner(row) | {"amount": row["to"], "amount_to": new["to"]}
    return _not_held(row, new, case | {"measure": row["measure"]})


def delegated_after(made: Register) -> list[Planted]:
    """Delegate for a day longer than the source holds."""
    row, last = _decider(made), date(2031, 1, 1)
    box = {"valid_to": last - timedelta(1)}
    heard = made.grant(row["matter"], "consulted", made.stranger(row["matter"]), box)
    new = _from(made, heard, {"valid_to": last})
    return _not_held(heard, new, made.seen(new) | {"day": last})


def delegated_beside(made: Register) -> list[Planted]:
    """Delegate everywhere what is held in one place."""
    row = _decider(made, fits=lambda r: r["place"] is not None)
    new = _from(made, row, {**row, "place": None})
    inside = made.leaves(row["place"])
    case = {"place": next(p for p in made.leaves(None) if p not in inside)}
    return _not_held(row, new, made.corner(row) | case)


def delegated_stronger(made: Register) -> list[Planted]:
    """Delegate to consent what is held to be heard on."""
    row = _decider(made)
    heard = made.grant(row["matter"], "consulted", made.stranger(row["matter"]), {})
    new = _from(made, heard, made.part(row), role="consents")
    return _not_held(heard, new, made.seen(new))


def delegated_of_another(made: Register) -> list[Planted]:
    """Delegate from a power in another matter."""
    row = _decider(made)
    other = made.one(r for r in made.powers.values() if r["matter"] != row["matter"] and live(r))
    new = _from(made, row, made.part(row), delegated_from=other["power"])
    return _not_held(other, new, made.seen(new))


def delegated_words(made: Register) -> list[Planted]:
    """Delegate without its condition what is held under one; beside it, with the same, nothing is open."""
    row = _decider(made)
    words = "در بحران"
    source = made.grant(
        row["matter"], "consulted", made.stranger(row["matter"]), {}, condition=words
    )
    new = _from(made, source, made.part(row))
    _from(made, source, made.part(row), condition=words)
    return _not_held(source, new, made.seen(new, perhaps=True), "_in_words")


def delegation_forbidden(made: Register) -> list[Planted]:
    """Delegate what may not be delegated."""
    row = _decider(made, fits=lambda r: not sources(made, r))
    row["may_delegate"] = False
    new = _from(made, row, made.part(row))
    names = _names(new)
    return [Planted("delegation_forbidden", row["matter"], names, made.corner(new), exact=False)]


def delegation_cycle(made: Register) -> list[Planted]:
    """Delegate in a circle of three, with a fourth hanging on it."""
    row = _decider(made)
    box = made.part(row)
    one = _from(made, row, box)
    two = _from(made, one, box)
    three = _from(made, two, box)
    one["delegated_from"] = three["power"]
    _from(made, one, box)
    names = _names(one, two, three)
    return [Planted("delegation_cycle", row["matter"], names, made.corner(one))]


def _same_field(made: Register, unit: str, council: str, words: str | None = None) -> list[Planted]:
    """Let a unit (by itself or by a post) and a council decide in a matter both have the subject of."""
    row = _decider(made, fits=lambda r: _alone_in(made, r) and not made.duties.get(r["power"]))
    made.subjects[row["matter"]] = "wells"
    kind, name = made.new_holder("unit", functions=[unit])
    if made.chance(0.5):
        kind, name = made.new_holder("post", unit=name)
    row["holder_kind"], row["holder"] = kind, name
    who = made.new_holder("council")
    made.agenda[who[1]] = council
    new = made.grant(row["matter"], "decides", who, made.part(row), condition=words)
    tail = "_in_words" if words else ""
    names, case = _names(row, new), made.seen(new, perhaps=words is not None)
    found = [Planted(f"overlap{tail}", row["matter"], names, case)]
    if "trade" in (unit, council):
        return found
    return [*found, Planted(f"function_conflict{tail}", row["matter"], names, case)]


def function_conflict(made: Register) -> list[Planted]:
    """Of one subject."""
    return _same_field(made, "wells", "wells")


def function_wider(made: Register) -> list[Planted]:
    """Of a subject that encloses that of the matter, on either side."""
    sides = made.one((("water", "wells"), ("wells", "water"), ("water", "water")))
    return _same_field(made, *sides)


def function_words(made: Register) -> list[Planted]:
    """Under a condition in words."""
    return _same_field(made, "wells", "wells", "در خشکسالی")


def function_of_one(made: Register) -> list[Planted]:
    """Only one of the two has the subject: an overlap, and no conflict of functions."""
    return _same_field(made, *made.one((("wells", "trade"), ("trade", "wells"))))


PLANTERS: tuple[Callable[[Register], list[Planted]], ...] = (
    alone_left,
    duty_left,
    gap_measure,
    duty_measure,
    overlap_limit,
    gap_limit,
    shadowed_by_two,
    alone,
    alone_words,
    alone_perhaps,
    contradiction,
    contradiction_words,
    gap_revoked,
    gap_day,
    gap_words,
    gap_matter,
    overlap_second,
    overlap_words,
    overlap_twin,
    dead_limits,
    dead_equal,
    dead_zero,
    dead_days,
    dead_place,
    dead_template,
    shadowed_part,
    shadowed_twice,
    consent_missing,
    consent_gone,
    consent_early,
    consent_late,
    consent_words,
    duty_alone,
    duty_words,
    duty_perhaps,
    ground_annulled,
    ground_annulled_words,
    ground_repealed,
    ground_repealed_ever,
    ground_expired,
    ground_term,
    ground_first,
    ground_nearest,
)
"""Hands that plant, those first that need a matter of a rare make."""
OF_DELEGATION: tuple[Callable[[Register], list[Planted]], ...] = (
    delegated_above,
    delegated_after,
    delegated_beside,
    delegated_stronger,
    delegated_of_another,
    delegated_words,
    delegation_forbidden,
    delegation_cycle,
    function_conflict,
    function_wider,
    function_words,
    function_of_one,
)
"""Hands that plant faults of delegation and conflicts of functions."""


def planted(
    register: Register, *planters: Callable[[Register], list[Planted]]
) -> tuple[Country, list[Planted]]:
    """Return the Country with what each of `planters` plants in a matter of its own, and what must be found."""
    made = deepcopy(register)
    faults = [fault for plant in planters for fault in plant(made)]
    return made.country(), faults
