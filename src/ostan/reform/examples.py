"""One change of each kind, for the sample country: what the reference page shows and tests apply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from ostan.reform.change import Change
from ostan.reform.councils.joining import (
    HoldJointly,
    HoldSameDay,
    MergeCouncils,
    PlaceCouncilUnder,
    ShareSecretariat,
)
from ostan.reform.councils.life import (
    AbolishCouncil,
    EndCouncil,
    ForbidNewCouncils,
    FoundCouncil,
    RestoreCouncil,
)
from ostan.reform.councils.seats import DelegateChair, DelegateSeat, DropSeat, MoveSeat
from ostan.reform.councils.sessions import DecideInWriting, SetSessions
from ostan.reform.powers.granting import GrantPower, RequireConsent
from ostan.reform.powers.moving import LimitPower, MovePower, RevokePower
from ostan.reform.services.handing import HandOver, TakeBack
from ostan.reform.units.founding import FoundUnit, SplitUnit
from ostan.reform.units.heading import SetHead
from ostan.reform.units.merging import MergeUnits
from ostan.reform.units.moving import ClosePost, MoveFunction, MovePost, RenameUnit

_EVERYWHERE = ("*province",)
_EVERY: tuple[Change, ...] = (
    FoundCouncil(
        council="drought_adaptation_wg",
        name_fa="کارگروه سازگاری با خشکسالی استان",
        name_en="Working group on living with drought",
        council_kind="working_group",
        function="coordinates",
        chair="governor",
        members=("dep_econ", "agri_head", "env_dg"),
        secretariat="agri",
        subjects=("water",),
        sessions_per_year=4,
        at=("yazd", "kerman"),
    ),
    MergeCouncils(
        host="wg_economy",
        councils=("resistance_hq", "employment_wg"),
        at=_EVERYWHERE,
        reason="موضوع و عضوهای هر سه یکی است",
        action="councils",
    ),
    PlaceCouncilUnder(host="wg_social", councils=("social_council",), at=_EVERYWHERE),
    HoldJointly(host="wg_social", councils=("women_hq",), at=_EVERYWHERE, but=("qom",)),
    HoldSameDay(host="wg_economy", councils=("market_hq",), at=_EVERYWHERE),
    ShareSecretariat(unit="governorate", councils=("youth_hq", "social_council"), at=("yazd",)),
    DelegateChair(council="youth_hq", to="dep_political", at=_EVERYWHERE),
    DelegateSeat(council="zakat_council", holder="econ_dg", to="dep_econ", at=_EVERYWHERE),
    SetSessions(council="youth_hq", sessions_per_year=4, at=_EVERYWHERE),
    DecideInWriting(council="market_hq@yazd", share=0.25),
    MoveSeat(council="market_hq@yazd", holder="dep_econ@yazd", to="dep_mgmt@yazd"),
    DropSeat(council="market_hq@yazd", holder="vet_dg@yazd"),
    AbolishCouncil(council="dust_wg", functions_to="drought_wg", at=_EVERYWHERE),
    ForbidNewCouncils(rule="no_new_councils", except_types=("crisis_council",)),
    EndCouncil(council="travel_hq", day=date(2027, 3, 20), at=_EVERYWHERE),
    RestoreCouncil(council="welfare_participation", at=("yazd",)),
    FoundUnit(
        unit="housing_dg",
        name_fa="اداره کل مسکن استان",
        name_en="Housing directorate",
        unit_kind="general_directorate",
        ministry="min_roads",
        functions=("housing",),
        at=("yazd",),
    ),
    MergeUnits(
        into="agri",
        units=("rural_coop", "seed", "vet"),
        at=_EVERYWHERE,
        reason="همه از یک وزارتخانه‌اند و کار مشترک دارند",
        action="units",
    ),
    SplitUnit(
        unit="econ",
        new="treasury",
        name_fa="خزانه معین استان",
        name_en="Provincial treasury",
        posts=("treasury_head",),
        head="treasury_head",
        functions=("budget",),
        at=_EVERYWHERE,
    ),
    RenameUnit(
        unit="agri",
        name_fa="سازمان کشاورزی استان",
        name_en="Agriculture organisation",
        at=_EVERYWHERE,
    ),
    MoveFunction(unit="vet", functions=("food",), to_unit="agri", at=("yazd",)),
    MovePost(post="treasury_head", to_unit="tax", at=_EVERYWHERE),
    SetHead(unit="econ", head="treasury_head", at=("yazd",)),
    ClosePost(post="treasury_head", to="econ_dg", at=("yazd",)),
    GrantPower(
        matter="agency_heads_appoint",
        role="proposes",
        post="governor",
        at=_EVERYWHERE,
        but=("tehran",),
    ),
    MovePower(
        matter="county_governors_appoint",
        post="minister_interior",
        to_post="governor",
        at=_EVERYWHERE,
        but=("tehran",),
        from_=date(2026, 3, 21),
        reason="تصمیم نزدیک‌تر به محل گرفته شود",
        action="powers_governors",
    ),
    LimitPower(
        matter="disasters", post="governor", measure="rial", to_amount=50_000_000_000, at=("yazd",)
    ),
    RequireConsent(
        matter="development_plan",
        post="governor",
        measure="rial",
        from_amount=100_000_000_000,
        at=("yazd",),
    ),
    RevokePower(matter="projects_oversight", role="observes", post="governor", at=("qom",)),
    HandOver(
        services=("elderly_care",),
        mode="cooperative",
        provider="تعاونی کارکنان سالمندان",
        paid_by="سازمان بهزیستی",
        staff_to="transfer",
        taken_back_when="بیش از یک‌سوم تخت‌ها شش ماه خالی بماند",
        at=("yazd",),
    ),
    TakeBack(services=("road_maintenance",), unit="roadmaint", at=("qom",)),
)

EXAMPLES: Mapping[str, Change] = MappingProxyType({c.kind: c for c in _EVERY})
"""An example of every kind, by its name."""
