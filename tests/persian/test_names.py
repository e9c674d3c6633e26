import csv
import itertools
from importlib.resources import files

import pytest

from ostan.persian.names import THRESHOLD, Matcher, nearest, parse

NAMES = {
    "admin": ["شورای اداری استان", "شورای اداری"],
    "county_admin": ["شورای اداری شهرستان"],
    "housing": ["شورای مسکن استان"],
    "n_housing": ["شورای عالی مسکن"],
    "edu_dg": ["مدیرکل آموزش و پرورش استان"],
    "edu": ["اداره کل آموزش و پرورش"],
    "governor": ["استاندار"],
    "governorate": ["استانداری"],
    "deputy": ["معاون هماهنگی امور عمرانی استاندار"],
    "article5": ["کمیسیون ماده ۵"],
}


@pytest.fixture(scope="module")
def matcher() -> Matcher[str]:
    return Matcher(NAMES)


def test_a_key_is_accepted_unasked(matcher: Matcher[str]) -> None:
    found = matcher.match("شوراي  اداري‌ استان")
    assert (found.kind, found.id, found.why) == ("exact", "admin", "key")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("شواری اداری استان", "admin"),
        ("مدیر کل محترم آموزش وپرورش استان", "edu_dg"),
        ("رئیس اداره کل آموزش و پرورش استان", "edu_dg"),
        ("رئیس آموزش و پرورش استان", "edu_dg"),
        ("آموزش و پرورش استان", "edu"),
        ("معاون عمرانی استانداری", "deputy"),
        ("کمیسیون ماده پنج", "article5"),
        ("شورای مسکن", "housing"),
        ("شورای مسکن استان یزد", "housing"),
        ("شورای مسکن یزد", "housing"),
        ("استانداری یزد", "governorate"),
        ("شورای مشکن استان", "housing"),
        ("معاون امورعمرانی استاندار", "deputy"),
        ("اداره کل آموزش و پرورش استان مرکزی", "edu"),
    ],
)
def test_what_is_like_is_only_proposed(matcher: Matcher[str], text: str, wanted: str) -> None:
    found = matcher.match(text)
    assert (found.kind, found.id) == ("proposed", wanted)
    assert found.candidates[0].score == found.score >= THRESHOLD


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("شورای اداری استان", "شورای اداری شهرستان"),
        ("شورای مسکن استان", "شورای عالی مسکن"),
        ("شورای اجتماعی استان", "شورای اجتماعی کشور"),
        ("استاندار", "استانداری"),
        ("استاندار", "معاون استاندار"),
        ("رئیس شورای تأمین استان", "دبیر شورای تأمین استان"),
        ("شورای تأمین استان", "دبیر شورای تأمین استان"),
        ("کمیسیون ماده ۵", "کمیسیون ماده ۱۰۰"),
        ("معاون اول رئیس‌جمهور", "معاون رئیس‌جمهور"),
        ("شرکت برق منطقه‌ای تهران", "شرکت برق منطقه‌ای فارس"),
        ("شهرداری تهران", "شهرداری"),
        ("اداره کل شیلات استان مرکزی", "اداره کل شیلات استان البرز"),
        ("شرکت آب و فاضلاب مشهد", "شرکت آب و فاضلاب استان"),
        ("شورای اجتماعی تهران", "شورای اجتماعی کشور"),
        ("ناحیه ۴ شهرداری منطقه ۵", "ناحیه ۵ شهرداری منطقه ۴"),
        ("بیمه ایران", "بیمه مرکزی ایران"),
        ("شعب بانک ملی", "شعب بانک ملت"),
        ("سازمان صداوسیما", "صداوسیمای مرکز استان"),
        ("جمعیت هلال احمر استان", "جمعیت هلال احمر جمهوری اسلامی ایران"),
        ("اداره کل ثبت احوال", "اداره کل ثبت اسناد و املاک"),
        ("وزارت آموزش و پرورش", "اداره کل آموزش و پرورش"),
        ("بانک ملی", "بانک مرکزی"),
        ("قرارگاه اجتماعی استان", "شورای اجتماعی استان"),
        ("شورای عالی فضایی", "شورای عالی قضایی"),
        ("رئیس سازمان صنعت استان", "رئیس خانه صنعت استان"),
        ("تشکل‌های دولتی", "تشکل‌های غیردولتی"),
    ],
)
def test_guards_stand_between_what_looks_alike(one: str, other: str) -> None:
    scores = Matcher({1: [other]})
    assert scores.score(one, other) < THRESHOLD
    assert scores.score(other, one) < THRESHOLD


def test_a_key_of_two_ids_is_never_accepted() -> None:
    found = Matcher({"unit": ["کمیته امداد"], "national": ["كميته‌ امداد"]}).match("کمیته امداد")
    assert (found.kind, found.id, found.why) == ("none", None, "shared_key")
    assert {c.id for c in found.candidates} == {"unit", "national"}


def test_nothing_like_and_nothing_at_all(matcher: Matcher[str]) -> None:
    assert matcher.match("باشگاه شطرنج").kind == "none"
    assert matcher.match(" ـ ").why == "empty"
    assert Matcher({}).match("استاندار").why == "nothing_like"


def test_the_glossary_knows_what_letters_do_not() -> None:
    names = {"min": ["وزارت صنعت، معدن و تجارت"]}
    assert Matcher(names).match("وزارت صمت").kind == "proposed"
    assert Matcher(names, glossary=False).match("وزارت صمت").kind == "none"


def test_likeness_has_no_direction(matcher: Matcher[str]) -> None:
    flat = [name for own in NAMES.values() for name in own]
    for one, other in itertools.combinations(flat, 2):
        assert matcher.score(one, other) == pytest.approx(matcher.score(other, one))


def test_a_name_is_taken_apart() -> None:
    name = parse("رئیس سازمان صمت استان تهران")
    assert (name.head, name.kind, name.levels) == ("رییس", "post", {"province"})
    assert name.places == {"تهران"}
    assert name.content == ("سازمان", "صنعت", "معدن", "تجارت")


def test_aliases_of_the_sample_are_proposed_for_their_own() -> None:
    """31 aliases people use; slugs aside, nearly all lead to the right row."""
    folder = files("ostan.sample.iran")
    names: dict[tuple[str, str], list[str]] = {}
    for table, key, column in (
        ("units", "unit", "name_fa"),
        ("posts", "post", "title_fa"),
        ("councils", "council", "name_fa"),
    ):
        with folder.joinpath(f"{table}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if row[column]:
                    names[table, row[key]] = [row[column]]
    with folder.joinpath("aliases.csv").open(encoding="utf-8") as lines:
        aliases = [r for r in csv.DictReader(lines) if not r["alias"].isascii()]
    matcher = Matcher(names)
    asked = [(r, matcher.match(r["alias"])) for r in aliases if (r["table"], r["id"]) in names]
    right = sum(found.id == (row["table"], row["id"]) for row, found in asked)
    assert right >= len(asked) - 2
    assert all(found.kind != "exact" or found.score == 1 for _, found in asked)


def test_nearest_names_of_ids_and_names() -> None:
    ids = ["governor", "gov_econ_office", "dep_econ", "mayor_capital"]
    assert nearest("gov_econ_ofice", ids, 1) == ["gov_econ_office"]
    assert nearest("استانداری", ["استاندار", "فرماندار", "بانک ملی"], 2)[0] == "استاندار"
    assert nearest("Governor ", ["governor", "mayor"], 1) == ["governor"]
    assert nearest("xyzzy", ids) == []
    assert nearest("", ids) == []
