"""Who takes a decision over in a place: as the goals say, else the matter's own agency, else the governor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ostan.country.country import Country
from ostan.plan.powers.goals import PowerGoals


@dataclass(frozen=True)
class Taker:
    """A post or unit in a place: `kind` post or unit, its id and type."""

    kind: str
    id: str
    type: str
    place: str

    @property
    def holder(self) -> str:
        """How measures name it."""
        return f"{self.kind}:{self.id}"


class Takers:
    """The takers of a Country under goals."""

    def __init__(self, country: Country, goals: PowerGoals) -> None:
        self._country, self._goals = country, goals

    @cached_property
    def _units(self) -> Mapping[str, list[dict[str, Any]]]:
        """Active units by place, in order of type."""
        active = self._country["units"].filter(self._country["units"]["status"] == "active")
        found: dict[str, list[dict[str, Any]]] = {}
        for row in active.sort("type", "unit").iter_rows(named=True):
            found.setdefault(row["place"], []).append(row)
        return found

    @cached_property
    def _by_id(self) -> Mapping[str, dict[str, Any]]:
        return {r["unit"]: r for r in self._country["units"].iter_rows(named=True)}

    @cached_property
    def _posts(self) -> Mapping[str, dict[str, Any]]:
        posts = self._country["posts"]
        return {
            r["post"]: r for r in posts.filter(posts["status"] == "active").iter_rows(named=True)
        }

    @cached_property
    def _of_unit(self) -> Mapping[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self._posts.values():
            found.setdefault(row["unit"], []).append(row)
        return found

    @cached_property
    def _inside(self) -> Mapping[str, tuple[str, ...]]:
        places = self._country["places"]
        counties = places.filter(places["level"] == "county").sort("place")
        found: dict[str, tuple[str, ...]] = {}
        for place, parent in counties.select("place", "parent").iter_rows():
            found[parent] = (*found.get(parent, ()), place)
        return found

    def of(self, matter: Mapping[str, Any], place: str, today: str | None) -> Taker | None:
        """Return who takes a matter over in a place; None where nobody there could.

        `matter`: its row. `today`: who decides now, as measures name it.
        """
        ministry = self._ministry(matter, today)
        keys = (matter["matter"], matter["kind"], matter["subject"], ministry)
        named = next((self._goals.takers[k] for k in keys if k in self._goals.takers), None)
        if named is not None:
            return self._of_type(named, place)
        if ministry is not None:
            return self._agency(ministry, matter["subject"], place)
        return self._governor(place)

    def counties(
        self, matter: Mapping[str, Any], place: str, today: str | None
    ) -> tuple[Taker, ...]:
        """Return the takers in all counties of a place, of one type; none if any county lacks one."""
        if not self._goals.counties:
            return ()
        found = [self.of(matter, c, today) for c in self._inside.get(place, ())]
        types = {(t.kind, t.type) if t else None for t in found}
        return tuple(t for t in found if t) if len(types) == 1 and None not in types else ()

    def named(self, holder: str, place: str) -> Taker | None:
        """Return a post or unit that decides already, as measures name it; a council takes nothing over."""
        kind, _, name = holder.partition(":")
        known = {"unit": self._by_id, "post": self._posts}.get(kind, {}).get(name)
        return None if known is None else Taker(kind, name, str(known["type"]), place)

    def _ministry(self, matter: Mapping[str, Any], today: str | None) -> str | None:
        """Return the ministry of a matter: its own, else that of the unit that decides now."""
        if matter["ministry"]:
            return str(matter["ministry"])
        kind, _, name = (today or "").partition(":")
        unit = self._by_id.get(name) if kind == "unit" else None
        for one in (unit, self._by_id.get(unit["parent"] or "") if unit else None):
            if one is not None and one["legal_form"] == "ministry":
                return str(one["unit"])
            if one is not None and one["ministry"]:
                return str(one["ministry"])
        return None

    def _of_type(self, named: str, place: str) -> Taker | None:
        for unit in self._units.get(place, ()):
            if unit["type"] == named:
                return Taker("unit", unit["unit"], named, place)
        for unit in self._units.get(place, ()):
            for post in self._of_unit.get(unit["unit"], ()):
                if post["type"] == named:
                    return Taker("post", post["post"], named, place)
        return None

    def _agency(self, ministry: str, subject: str | None, place: str) -> Taker | None:
        """Return the unit of a ministry that has the subject as a function, else the only one there is."""
        own = [
            u
            for u in self._units.get(place, ())
            if u["ministry"] == ministry and u["legal_form"] == "ministry_unit"
        ]
        fitting = [u for u in own if subject is not None and subject in (u["functions"] or ())]
        chosen = fitting or (own if len(own) == 1 else [])
        if not chosen:
            return None
        return Taker("unit", chosen[0]["unit"], chosen[0]["type"], place)

    def _governor(self, place: str) -> Taker | None:
        for unit in self._units.get(place, ()):
            head = self._posts.get(unit["head"] or "")
            if unit["legal_form"] == "governorate" and head is not None:
                return Taker("post", head["post"], head["type"], place)
        return None
