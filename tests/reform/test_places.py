"""The places a Reform speaks of are those of the councils it names."""

from __future__ import annotations

from ostan.country.country import Country
from ostan.reform.places import places_of
from ostan.reform.reform import Reform


def reform(**change: object) -> Reform:
    merge = {"kind": "merge_councils", "host": "resistance_hq", "councils": ["employment_wg"]}
    return Reform.read({"version": "1", "changes": [{**merge, **change}]})


def test_a_place_a_level_and_an_id_lead_to_their_places(sample: Country) -> None:
    ids = {"host": "resistance_hq@qom", "councils": ["employment_wg@qom"]}
    assert places_of(reform(at=["yazd"]), sample) == {"yazd"}
    assert places_of(reform(**ids), sample) == {"qom"}
    assert len(places_of(reform(at=["*province"]), sample)) == 31
    assert len(places_of(reform(at=["*province"], but=["yazd"]), sample)) == 30


def test_national_councils_are_in_the_country_and_unknown_names_nowhere(sample: Country) -> None:
    national = list(sample["councils"].filter(place="iran")["council"][:2])
    assert places_of(reform(host=national[0], councils=national[1:]), sample) == {"iran"}
    assert places_of(reform(host="nobody", councils=["nothing"]), sample) == set()
