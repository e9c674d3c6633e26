"""The tables of a Country, as schemas. Their column docs generate the reference page.

Every table also has `source`, `evidence` and `note`; tables whose rows begin and end have
`valid_from` and `valid_to` (first and last day in force). Ids are short slugs; `place` columns of
template rows hold `*province`, `*county -a -b` on disk and a place in a Country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import dataframely as dy

from ostan.country.columns import (
    EVIDENCE,
    choice,
    day,
    key,
    listed,
    moment,
    number,
    refer,
    whole,
    words,
    words_key,
    yes_no,
)
from ostan.words.text import Text

SCHEMA_VERSION = "1"
"""Stands in everything written; a reader refuses a newer one."""

LEVELS = ("country", "province", "county", "district")
"""Levels of places, from the widest."""
LAW_STATES = ("in_force", "amended", "repealed", "expired", "annulled", "unknown")
"""States of an act. Repealed by a legislator, expired by its own term, annulled by a court."""
LEGAL_FORMS = [
    "ministry",
    "national_organisation",
    "governorate",
    "ministry_unit",
    "company",
    "bank",
    "university",
    "fund",
    "foundation",
    "professional_order",
    "judiciary",
    "armed_force",
    "leader_body",
    "local",
    "other",
]
"""Legal forms of units; rules of law speak of them."""
COUNCIL_KINDS = ("council", "working_group", "headquarters", "commission", "committee", "board")
"""Kinds of collective bodies, as Persian administration names them."""
COUNCIL_FUNCTIONS = ("coordinates", "decides_cases", "adjudicates", "advises", "supervises")
"""What a collective body is for."""
SEAT_ROLES = ("chair", "deputy", "secretary", "member", "invited", "observer")
"""Roles of a seat; exactly one seat of a council is its chair."""
POWER_ROLES = ("decides", "consents", "proposes", "coordinates", "consulted", "observes", "duty")
"""The ladder of a holder's role in a matter, strongest first; a duty is not a power."""
MEASURES = ("rial", "hectare", "class", "capacity", "count", "none")
"""What a power's limits are measured in."""
MODES = [
    "state",
    "delegated",
    "purchased",
    "cooperative",
    "association",
    "charity",
    "trustees",
    "volunteer",
    "local_public",
]
"""Who provides a service, and how."""


class _Row(dy.Schema):
    source = words("منبع", "Citation, address or clause the row rests on; never a file position")
    evidence = choice(
        "اعتبار",
        "confirmed (somebody answers for it), read (an excerpt was read), recalled (general "
        "knowledge), assumed (ours); empty: not stated",
        EVIDENCE,
        nullable=True,
    )
    note = words("یادداشت", "Anything a reader should know")


class _Dated(_Row):
    valid_from = day("معتبر از", "First day on which the row holds; empty: from the beginning")
    valid_to = day("معتبر تا", "Last day on which the row holds; empty: still holds")


class Places(_Row):
    """Places, each in the place that encloses it."""

    place = key("مکان", "Id of the place")
    level = choice("سطح", "Level of government", LEVELS)
    parent = refer("در", "The place that encloses it; empty for the country", "places")
    name_fa = words("نام", "Name in the country's own language")
    name_en = words("نام انگلیسی", "Name in English")
    iso = words("کد ایزو", "ISO 3166 code")
    population = whole("جمعیت", "People living there", "people")


class Ranks(_Row):
    """Ranks of acts. The order is for display and for the chain of basis: not one ladder of power."""

    rank = key("رتبه", "Id of the rank")
    order = whole("ترتیب", "1 is the highest", "position", nullable=False)
    name_fa = words("نام", "Name")
    name_en = words("نام انگلیسی", "Name in English")
    instrument_fa = words("سند لازم", "The instrument by which an act of this rank is changed")
    instrument_en = words("سند لازم انگلیسی", "The same in English")
    issued_by = words("مرجع", "The body that issues it")


class Laws(_Dated):
    """Acts: statutes, decrees, by-laws, directives."""

    law = key("قانون", "Id of the act")
    title_fa = words("عنوان", "Title")
    title_en = words("عنوان انگلیسی", "Title in English")
    rank = refer("رتبه", "Rank of the act", "ranks", nullable=False)
    basis = refer(
        "مبنا",
        "The act that ordered it, or its body, to be made; not the author's general authority",
        "laws",
    )
    number = words("شماره", "Number as printed")
    date = day("تاریخ", "Day of adoption")
    year = whole("سال", "Year of adoption in the country's calendar, if the day is unknown", "year")
    expires = day("پایان اعتبار", "Last day of its own term")
    status = choice("وضعیت", "State of the act", LAW_STATES, absent="unknown")
    replaced_by = refer("جایگزین", "The act that took its place", "laws")


class Rules(_Dated):
    """Who may make which change: the least act that suffices for a move, by founding rank."""

    rule = key("قاعده", "Id of the rule")
    move = words(
        "حرکت", "The change it speaks of: merge_councils, delegate_chair ...", nullable=False
    )
    founding_rank = refer("رتبه تأسیس", "Rank of the founding chain; empty: any", "ranks")
    enough_rank = refer("رتبه کافی", "Rank of the act that suffices; empty: locked", "ranks")
    condition = words("شرط", "column=value, column!=value, column>=column; rules with one go first")
    law = refer("قانون", "The act that says so", "laws")


class Units(_Dated):
    """Units of the state and bodies beside it."""

    unit = key("واحد", "Id of the unit")
    type = words("گونه", "What it is everywhere: the id without its place", nullable=False)
    name_fa = words("نام", "Name")
    name_en = words("نام انگلیسی", "Name in English")
    kind = words("نوع", "general_directorate, office, company ...", nullable=False)
    legal_form = choice("شکل حقوقی", "Legal form", LEGAL_FORMS)
    place = refer("مکان", "Where it lies", "places", nullable=False)
    serves = listed("حوزه خدمت", "Places it serves, if not its own", "places")
    head = refer("رئیس", "The post at its head; empty: a group or a desk", "posts")
    parent = refer("واحد بالادست", "The unit it stands under", "units")
    ministry = refer("وزارتخانه", "The ministry or national organisation it belongs to", "units")
    staff = whole("کارکنان", "People working there", "people")
    budget_per_year = whole("بودجه سالانه", "Budget of a year", "rial")
    functions = listed("وظایف", "Subjects of its functions", "subjects")
    law = refer("قانون", "The act that founded it", "laws")
    status = choice("وضعیت", "State", ("active", "merged", "abolished"), absent="active")


class Posts(_Dated):
    """Posts, not people: the unit of analysis."""

    post = key("سمت", "Id of the post")
    type = words("گونه", "What it is everywhere: the id without its place", nullable=False)
    title_fa = words("عنوان", "Title")
    title_en = words("عنوان انگلیسی", "Title in English")
    unit = refer("واحد", "The unit it belongs to; empty: on the bench", "units")
    manager = yes_no("مدیریتی", "Whether it is a managerial post")
    holders = whole("شمار", "People who hold it", "people", low=1, absent=1, nullable=False)
    weight = number("وزن", "Value of an hour, relative to the head of a unit", "ratio")
    hours_per_year = number("ساعت کار سالانه", "Working hours of a year", "hours/year", high=8784)
    cost_per_year = whole("هزینه سالانه", "Cost of the post in a year", "rial")
    stands_for = choice(
        "به‌جای", "A group post that gives way when places of that level are loaded", LEVELS, True
    )
    stand_in = refer("جانشین", "The post that may come in its place", "posts")
    status = choice("وضعیت", "State", ("active", "closed"), absent="active")


class Councils(_Dated):
    """Collective bodies: councils, headquarters, working groups, commissions."""

    council = key("شورا", "Id of the council")
    type = words("گونه", "What it is everywhere: the id without its place", nullable=False)
    name_fa = words("نام", "Name")
    name_en = words("نام انگلیسی", "Name in English")
    kind = choice("نوع", "Kind of body", COUNCIL_KINDS, nullable=True)
    function = choice("کارکرد", "What it is for", COUNCIL_FUNCTIONS, nullable=True)
    place = refer("مکان", "Where it sits", "places", nullable=False)
    under = refer("زیر نظر", "The council it stands under", "councils")
    secretariat = refer("دبیرخانه", "The unit that keeps its secretariat", "units")
    law = refer("قانون", "The act that founded it", "laws")
    sessions_per_year = number(
        "جلسه در سال", "Main sessions, in practice", "sessions/year", high=1000
    )
    sessions_required = number(
        "جلسه لازم در سال", "Lawful minimum of main sessions", "sessions/year", high=1000
    )
    subsessions_per_year = number(
        "جلسه فرعی در سال", "Sessions of its sub-groups", "sessions/year", high=5000
    )
    hours_per_session = number("ساعت هر جلسه", "Length of a main session", "hours", high=24)
    agenda_per_session = number(
        "دستور هر جلسه", "Items on the agenda of a session", "items", high=500
    )
    quorum = number("حد نصاب", "Share of members that must be there", "share", high=1)
    chair_delegable = choice(
        "تفویض ریاست",
        "Whether the chair may be delegated",
        ("yes", "no", "unknown"),
        absent="unknown",
    )
    elected = yes_no("انتخابی", "Whether it is an elected council", absent=False)
    status = choice(
        "وضعیت", "State", ("active", "dormant", "replaced", "abolished"), absent="active"
    )


class Agenda(_Row):
    """What councils speak of."""

    council = key("شورا", "The council", refers="councils")
    subject = key("موضوع", "The subject", refers="subjects")
    share = number("سهم", "Share of its time", "share", high=1)


class Seats(_Dated):
    """Who sits where. On disk a holder may be a rule: `heads: legal_form=bank`, `type: x`."""

    council = key("شورا", "The council", refers="councils")
    holder = key(
        "دارنده", "The post that holds the seat, or a rule on disk", refers="posts", rule=True
    )
    role = choice("نقش", "Role; one seat is the chair", SEAT_ROLES, absent="member")
    attendance = number("احتمال حضور", "Probability of coming", "probability", high=1)
    stand_in = refer("جانشین", "The post that may come instead", "posts")


class Sessions(_Row):
    """Sessions that were held or are planned."""

    council = key("شورا", "The council", refers="councils")
    start = moment("آغاز", "Day and hour, local time")
    minutes = number("دقیقه", "Length", "minutes", high=1440)
    kind = choice("نوع", "Main session or session of a sub-group", ("main", "sub"), absent="main")
    held = yes_no("برگزار شد", "Whether it took place; empty: not yet known")
    items = whole("مصوبه", "Resolutions taken", "items")
    items_carried_out = whole("مصوبه اجراشده", "Of those, carried out", "items")


class Matters(_Row):
    """What is decided on: an appointment, a purchase, a permit."""

    matter = key("امر", "Id of the matter")
    name_fa = words("نام", "Name")
    name_en = words("نام انگلیسی", "Name in English")
    subject = refer("موضوع", "Its subject", "subjects")
    ministry = refer("وزارتخانه", "The ministry it belongs to", "units")
    kind = words("نوع", "duty, permit, appointment, budget ...")
    risk = number("ریسک", "Risk of deciding wrongly", "0-3", high=3)
    spillover = number("سرریز", "Effect on other places", "0-3", high=3)


class Powers(_Dated):
    """Who decides, consents, proposes ... in a matter, within which limits."""

    power = key("اختیار", "Id of the power")
    matter = refer("امر", "The matter", "matters", nullable=False)
    holder_kind = choice("نوع مرجع", "Which table the holder is in", ("post", "unit", "council"))
    holder = words("مرجع صلاحیت‌دار", "Post, unit or council that holds it", nullable=False)
    role = choice("نقش", "Place on the ladder of roles", POWER_ROLES)
    measure = choice("سنجه", "What the limits are measured in", MEASURES, absent="none")
    from_ = number(
        "از", "From this amount on (included); empty: no lower limit", "measure", alias="from"
    )
    to = number("تا", "Up to this amount (excluded); empty: no upper limit", "measure")
    condition = words("شرط", "In words: never comparable, never taken as no overlap")
    place = refer("مکان", "Where it holds; empty: everywhere", "places")
    may_delegate = yes_no("قابل تفویض", "Whether the holder may delegate it")
    law = refer("قانون", "Its ground", "laws")
    clause = words("بند", "Akoma Ntoso eId of the clause: art_1__para_2")


class Steps(_Row):
    """The way of a case through units and councils."""

    matter = key("امر", "The matter", refers="matters")
    place = key("مکان", "Where the case arises", refers="places")
    order = whole("ترتیب", "1 is the first step", "position", key=True)
    unit = refer("واحد", "The unit that works on it", "units")
    council = refer("شورا", "The council that works on it", "councils")
    minutes = number("دقیقه", "Work on one case", "minutes")
    wait_days = number("روز انتظار", "Wait before the next step", "days")
    share = number("سهم", "Share of cases that come this way", "share", high=1)


class Demand(_Row):
    """How many cases arise, and how large."""

    matter = key("امر", "The matter", refers="matters")
    place = key("مکان", "Where the cases arise", refers="places")
    cases_per_year = number("پرونده در سال", "Cases in a year", "cases/year")
    median_amount = number("میانه مبلغ", "Median amount, in the measure of the matter", "measure")
    amount_sigma = number("پراکندگی", "Standard deviation of the logarithm of the amount", "log")


class Services(_Dated):
    """Services to people, and who provides them."""

    service = key("خدمت", "Id of the service")
    type = words("گونه", "What it is everywhere: the id without its place", nullable=False)
    name_fa = words("نام", "Name")
    name_en = words("نام انگلیسی", "Name in English")
    place = refer("مکان", "Where it is provided", "places", nullable=False)
    ministry = refer("وزارتخانه", "The ministry that answers for it", "units")
    unit = refer("واحد", "The unit that provides or oversees it", "units")
    mode = choice("شیوه", "Who provides it, and how", MODES)
    sovereign = yes_no("حاکمیتی", "Whether it is a sovereign function")
    paid_by = words("پرداخت‌کننده", "Who pays")
    fee = whole("تعرفه", "Fee for one use", "rial")
    users_per_year = number("مراجعان سالانه", "People served in a year", "people/year")
    cost_per_year = whole("هزینه سالانه", "Cost of a year", "rial")
    law = refer("قانون", "Its ground", "laws")


class Offers(_Row):
    """Offers of people and associations to take a service over."""

    offer = key("پیشنهاد", "Id of the offer")
    service = words("گونه خدمت", "Type of the service", nullable=False)
    place = refer("مکان", "Where", "places", nullable=False)
    by = words("پیشنهاددهنده", "Who offers")
    kind = choice("نوع", "What kind of taker", MODES)
    capacity_per_year = number("ظرفیت سالانه", "People it can serve in a year", "people/year")
    price = whole("بها", "Price asked for a year", "rial")
    valid_to = day("معتبر تا", "Last day of the offer")


class Subjects(_Row):
    """Subjects of agendas and functions, in a tree."""

    subject = key("موضوع", "Id of the subject")
    name_fa = words("نام", "Name")
    name_en = words("نام انگلیسی", "Name in English")
    parent = refer("زیر", "The wider subject", "subjects")


class Aliases(_Row):
    """Other names of the same thing; every confirmed match adds one."""

    table = key("جدول", "Table of the thing")
    id = key("شناسه", "Its id")
    alias = words_key("نام دیگر", "The other name")


class Defaults(_Row):
    """Values taken where a cell is empty, each with its range and reason. The most specific wins."""

    name = words_key("نام", "column, or column[attribute=value;...]")
    low = number("کمینه", "Low setting", "as unit", low=None)
    value = number("مقدار", "Default setting", "as unit", low=None)
    high = number("بیشینه", "High setting", "as unit", low=None)
    unit = words("یکا", "Unit of the three")
    reason = words("دلیل", "Why this value")


class Holidays(_Row):
    """Days on which nobody meets."""

    date = day("تاریخ", "The day", key=True)
    name_fa = words("نام", "Name of the holiday")


class Actions(_Row):
    """Actions of the programme: data, so that a sixth or a tenth is added by its user."""

    action = key("اقدام", "Id of the action")
    order = whole("ترتیب", "Order of showing", "position", nullable=False)
    name_fa = words("نام", "Name")
    name_en = words("نام انگلیسی", "Name in English")
    goal_fa = words("هدف", "What it is for")
    owner_fa = words("متولی", "Who answers for it")


class ActionSteps(_Row):
    """Steps of an action towards adoption, with what shows that they were done."""

    action = key("اقدام", "The action", refers="actions")
    step = key("گام", "Id of the step within its action")
    name_fa = words("نام", "Name")
    name_en = words("نام انگلیسی", "Name in English")
    owner_fa = words("متولی", "Who does it")
    body_fa = words("مرجع", "The body that adopts or hosts it")
    due = day("سررسید", "Day by which it is due")
    done = yes_no("انجام شد", "Whether it is done; empty: not known")
    done_on = day("تاریخ انجام", "Day on which it was done")
    evidence_fa = words("مدرک", "What shows it")


@dataclass(frozen=True)
class Table:
    """A table: its name, group, title and schema."""

    name: str
    group: str
    title: Text
    schema: type[dy.Schema]

    @cached_property
    def columns(self) -> Mapping[str, Any]:
        """Columns by name, key first, then the table's own, then validity and evidence."""
        common = set(_Dated.columns())
        made = self.schema.columns()
        own = {n: c for n, c in made.items() if n not in common}
        tail = {
            n: made[n]
            for n in ("valid_from", "valid_to", "source", "evidence", "note")
            if n in made
        }
        keys = {n: c for n, c in own.items() if c.primary_key}
        return MappingProxyType({**keys, **own, **tail})

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Names of the key columns, in order."""
        return tuple(n for n, c in self.columns.items() if c.primary_key)

    @cached_property
    def refers(self) -> Mapping[str, str]:
        """Columns that hold ids of another table, with that table."""
        found = {n: (c.metadata or {}).get("refers") for n, c in self.columns.items()}
        return MappingProxyType({n: t for n, t in found.items() if t})

    @property
    def doc(self) -> str:
        """First line of the schema's docstring."""
        return (self.schema.__doc__ or "").splitlines()[0]


def _table(name: str, group: str, fa: str, en: str, schema: type[dy.Schema]) -> Table:
    return Table(name, group, Text(fa, en), schema)


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        t.name: t
        for t in (
            _table("places", "land", "مکان‌ها", "Places", Places),
            _table("ranks", "law", "رتبه‌های حقوقی", "Ranks of acts", Ranks),
            _table("laws", "law", "قوانین و مصوبات", "Acts", Laws),
            _table("rules", "law", "قواعد تغییر", "Rules of change", Rules),
            _table("units", "structure", "واحدها", "Units", Units),
            _table("posts", "structure", "سمت‌ها", "Posts", Posts),
            _table("councils", "councils", "شوراها", "Councils", Councils),
            _table("agenda", "councils", "دستور کار", "Agendas", Agenda),
            _table("seats", "councils", "عضویت‌ها", "Seats", Seats),
            _table("sessions", "councils", "جلسات", "Sessions", Sessions),
            _table("matters", "authority", "امور", "Matters", Matters),
            _table("powers", "authority", "اختیارات", "Powers", Powers),
            _table("steps", "authority", "گام‌های رسیدگی", "Steps of a case", Steps),
            _table("demand", "authority", "تقاضا", "Demand", Demand),
            _table("services", "services", "خدمات", "Services", Services),
            _table("offers", "services", "پیشنهادهای واگذاری", "Offers", Offers),
            _table("subjects", "keys", "موضوع‌ها", "Subjects", Subjects),
            _table("aliases", "keys", "نام‌های دیگر", "Aliases", Aliases),
            _table("defaults", "keys", "پیش‌فرض‌ها", "Defaults", Defaults),
            _table("holidays", "keys", "تعطیلات", "Holidays", Holidays),
            _table("actions", "programme", "اقدام‌ها", "Actions", Actions),
            _table("action_steps", "programme", "گام‌های اقدام", "Steps of actions", ActionSteps),
        )
    }
)
"""Every table by name, in the order in which they are shown and written."""
