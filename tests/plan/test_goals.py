"""Goals: read from TOML and back, faults and contradictions in words, what they mean in a Country."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.fill import default_of, parse
from ostan.plan.goals import ALONE, Goals, goals_of, loads
from ostan.words.errors import BadInput


def refusals(text: str) -> dict[str, str]:
    """Return code -> English sentence of what `loads` refuses."""
    with pytest.raises(BadInput) as caught:
        loads(text)
    assert all(f.sentence.fa and f.sentence.en and f.where for f in caught.value.findings)
    return {f.code: f.sentence.en for f in caught.value.findings}


def test_an_empty_file_gives_the_defaults() -> None:
    assert loads("") == Goals()


def test_all_keys_are_read() -> None:
    goals = loads(
        """
        preset = "alone"
        instruments = ["province"]
        moves = ["hold_jointly"]
        lambda = 3
        together = [["a", "b"]]
        apart = [["a", "c"]]
        lock = ["d"]
        [weight]
        governor = 6
        [price]
        province = 1.5
        [assume]
        phi = 0.4
        "phi[core]" = {value = 1, low = 0.9}
        """
    )
    assert (goals.lambda_, goals.together, goals.weight["governor"]) == (3.0, (("a", "b"),), 6.0)
    assert goals.assume["phi"].value == 0.4
    assert goals.assume["phi[core]"].low == 0.9
    assert goals.allowed() == ("hold_jointly",)
    assert goals.price_of("province") == 1.5


def test_a_wrong_key_is_told_with_the_nearest() -> None:
    said = refusals("max_peeple = 3")
    assert "max_people" in said["broken_goals"]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        loads('preset = "decre"\nmax_group = 99\nunknown = 3\ntogether = [["a"]]\n[price]\nx = -1')
    at = {f.where[0].column for f in caught.value.findings}
    assert {"preset", "max_group", "unknown", "price.x"} <= at
    assert any("together" in str(a) for a in at)


def test_what_is_not_toml_is_refused() -> None:
    assert "bad_goals_file" in refusals("lambda = = 3")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('together = [["a", "b"], ["b", "c"]]\napart = [["c", "a"]]', "together and apart"),
        ('together = [["a", "b"]]\nlock = ["a", "b"]', "both locked"),
        ('together = [["a", "b"], ["b", "c"]]\nmax_group = 2', "max_group allows 2"),
        ('lock = ["a", "b"]\nmax_councils = 1', "2 councils are locked"),
    ],
)
def test_contradictions_are_told_in_words(text: str, words: str) -> None:
    assert words in refusals(text)["goals_clash"]


def test_a_pair_of_one_and_a_range_out_of_order() -> None:
    said = refusals('apart = [["a", "a"]]\n[assume]\nphi = {value = 1, high = 0.5}')
    assert set(said) == {"goals_self_pair", "goals_range"}


def test_an_unknown_move_is_told_with_the_nearest() -> None:
    assert "merge_councils" in refusals('moves = ["merge_council"]')["unknown_move"]


names = st.text(min_size=1, max_size=8)
goals_strategy = st.builds(
    Goals,
    preset=st.sampled_from(["alone", "decree", "bill", "free"]),
    lambda_=st.floats(0, 1e6),
    max_people=st.integers(0, 999),
    joint_any=st.booleans(),
    lock=st.lists(names, max_size=3).map(tuple),
    weight=st.dictionaries(names, st.floats(0, 1e6), max_size=3),
    assume=st.dictionaries(names, st.floats(-1e6, 1e6).map(lambda v: {"value": v}), max_size=3),
)


@given(goals_strategy)
def test_goals_written_as_toml_read_the_same(goals: Goals) -> None:
    import tomllib

    assert Goals.model_validate(tomllib.loads(goals.dumps())) == goals


# With a Country ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def country(sample: Country, day: date) -> Country:
    return sample.as_of(day)


def test_presets_reach_as_far_as_they_say(country: Country) -> None:
    reach = {
        p: goals_of({"preset": p}).within(country) for p in ("alone", "decree", "bill", "free")
    }
    assert reach["alone"] == {"province"}
    assert {"province", "cabinet", "supreme_administrative_council"} <= reach["decree"]
    assert "statute" not in reach["decree"]
    assert "statute" in reach["bill"]
    assert reach["alone"] < reach["decree"] < reach["bill"] < reach["free"]
    assert goals_of({"preset": "alone"}).allowed() == ALONE


def test_assumptions_take_the_place_of_defaults(country: Country) -> None:
    goals = goals_of({"assume": {"phi": 0.25, "regrowth": {"value": 0.2, "high": 0.4}}})
    named = parse(goals.country(country)["defaults"])
    assert [default_of(named, "phi", at) for at in ("low", "value", "high")] == [0.25] * 3
    assert default_of(named, "regrowth", "high") == 0.4
    assert default_of(named, "agenda_overlap") == 0.5
    assert goals.country(country)["defaults"].height == country["defaults"].height
    assert Goals().country(country) is country


def test_weights_by_type_and_by_post(country: Country) -> None:
    goals = goals_of({"weight": {"governor": 9.0, "governor@yazd": 7.0}})
    posts = goals.country(country)["posts"]
    weights = dict(zip(posts["post"], posts["weight"], strict=True))
    assert (weights["governor@yazd"], weights["governor@qom"]) == (7.0, 9.0)
    others = posts.filter(pl.col("type") != "governor")
    assert others.equals(country["posts"].filter(pl.col("type") != "governor"))


def test_free_looks_at_no_law(country: Country) -> None:
    from ostan.country.legal import verdict

    goals = goals_of({"preset": "free"})
    free = goals.country(country)
    judged = verdict(free, move="merge_councils")
    # What stays locked is singled out by what it is (elected, deciding cases), not by who founded it.
    locked = judged.filter(pl.col("enough_rank").is_null())["rule"].unique()
    kept = free["rules"].filter(pl.col("rule").is_in(locked.implode()))
    assert kept["condition"].is_not_null().all()
    assert judged["enough_rank"].is_not_null().sum() > 1000
    assert goals.assumed(country) == set(country["councils"]["council"])
    assert goals.price_of("statute") == 0


def test_names_the_country_lacks_are_told_at_once(country: Country) -> None:
    goals = goals_of(
        {
            "lock": ["wg_econmy"],
            "instruments": ["statut"],
            "weight": {"governr": 1},
            "assume": {"phy": 1},
        }
    )
    with pytest.raises(BadInput) as caught:
        goals.checked(country)
    said = " ".join(f.sentence.en for f in caught.value.findings)
    for near in ("wg_economy", "statute", "governor", "phi"):
        assert near in said
    assert len(caught.value.findings) == 4


def test_ground_is_assumed_for_a_type_in_every_place(country: Country) -> None:
    goals = goals_of({"assume_ground": ["water_council"]})
    assert goals.checked(country) is goals
    assert goals.assumed(country) == {
        c for c in country["councils"]["council"] if c.startswith("water_council@")
    }


def test_faults_of_form_do_not_hide_names_the_country_lacks(country: Country) -> None:
    table = {
        "preset": "decre",
        "lamda": 4,
        "max_councils": -2,
        "together": [["women_hq", "yoth_hq"], ["women_hq", "women_hq"]],
        "lock": ["wg_economy"],
    }
    with pytest.raises(BadInput) as caught:
        goals_of(table, "mine.toml", country)
    codes = [f.code for f in caught.value.findings]
    assert codes.count("broken_goals") == 3
    assert codes.count("unknown_goal_name") == 1
    assert len(codes) == 5
