"""Overlap of councils of one place: who sits in both, and what both speak of."""

from __future__ import annotations

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import trace
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.columns import COUNCIL, PLACE, column
from ostan.measure.councils.joined import business_shares, terms
from ostan.measure.councils.load import council_factors, origin_factors, seat_load
from ostan.measure.figure import Column, Measure
from ostan.measure.once import once
from ostan.words.text import Text

MEMBER_ROLES = ("chair", "deputy", "secretary", "member")
"""Roles that make a post a member; who is invited or observes is not one."""

OTHER = column("other", "id", "شورای دیگر", "Other council", "شورای دوم", "The second council")


def member_overlap(country: Country) -> pl.DataFrame:
    """Return every pair of active councils of one place that share a member.

    Members are posts, in a role of MEMBER_ROLES. `council` comes before `other` by id. Pairs
    without a common member are not there: the join is over posts, never over all pairs.
    """
    return once(country, "member_overlap", _member_overlap)


def _member_overlap(country: Country) -> pl.DataFrame:
    councils = _numbered(country)
    members = _members(country, councils)
    sizes = members.group_by("_c").agg(members=pl.len())
    return (
        _in_common(members["_at"], members["_c"])
        .join(sizes, on="_c", maintain_order="left")
        .join(
            sizes.rename({"members": "other_members"}),
            left_on="other",
            right_on="_c",
            maintain_order="left",
        )
        .with_columns(_likeness("members", "other_members"))
        .pipe(_named, councils)
        .select(*MEMBER_OVERLAP_COLUMNS)
    )


def _numbered(country: Country) -> pl.DataFrame:
    """Number active councils in the order of their ids, and their places."""
    found = council_factors(country).select("council", "place").sort("council")
    return found.with_row_index("_c").with_columns(_p=pl.col("place").rank("dense").cast(pl.UInt64))


def _members(country: Country, councils: pl.DataFrame) -> pl.DataFrame:
    """Members by council `_c`, and `_at`: one number for a holder in a place; sorted by both."""
    return (
        seat_load(country)
        .seats.lazy()
        .filter(pl.col("role").is_in(MEMBER_ROLES), "counts")
        .join(councils.lazy().select("council", "_c", "_p"), on="council")
        .select("_c", _at=pl.col("member").cast(pl.UInt64) * 2**32 + pl.col("_p"))
        .sort("_at", "_c")
        .collect()
    )


def _in_common(at: pl.Series, council: pl.Series) -> pl.DataFrame:
    """Count, for each pair of councils, the numbers `at` both have: _c, other, common; sorted.

    Both are sorted by `at`, then council. Seats of one holder stand together, so each is paired
    with the one after it, then with the second after it, until none is left: as many rows as there
    are common members in all, never as many as there are pairs of councils.
    """
    holders, councils = at.to_numpy(), council.to_numpy().astype(np.uint64)
    pairs, apart = [np.empty(0, np.uint64)], 1
    first = np.arange(len(holders))
    while first.size:
        first = first[first + apart < len(holders)]
        first = first[holders[first] == holders[first + apart]]
        pairs.append((councils[first] << np.uint64(32)) | councils[first + apart])
        apart += 1
    found = np.sort(np.concatenate(pairs))
    ends = np.flatnonzero(np.diff(found, append=~found[-1:]))
    both = found[ends]
    return pl.DataFrame(
        {
            "_c": (both >> np.uint64(32)).astype(np.uint32),
            "other": (both & np.uint64(2**32 - 1)).astype(np.uint32),
            "common": np.diff(ends, prepend=-1).astype(np.uint32),
        }
    )


def _likeness(own: str, other: str) -> list[pl.Expr]:
    common, a, b = pl.col("common").cast(pl.Int64), pl.col(own), pl.col(other)
    return [
        (common / (a.cast(pl.Int64) + b - common)).alias("jaccard"),
        (common / pl.min_horizontal(a, b)).alias("containment"),
    ]


def _named(pairs: pl.DataFrame, councils: pl.DataFrame) -> pl.DataFrame:
    ids = councils["council"]
    return pairs.with_columns(
        council=ids[pairs["_c"]], other=ids[pairs["other"]], place=councils["place"][pairs["_c"]]
    )


MEMBER_OVERLAP_COLUMNS = (
    "council other place members other_members common jaccard containment".split()
)

_JACCARD = "مشترک ÷ (این + آن − مشترک)", "common / (this + that - common)"
_CONTAINMENT = "مشترک ÷ کوچک‌ترِ دو", "common / the smaller of the two"


def _column(name: str, unit: str, fa: str, en: str, doc: tuple[str, str] | None = None) -> Column:
    return column(name, unit, fa, en, *(doc or (fa, en)))


MEMBER_OVERLAP = Measure(
    "member_overlap",
    "councils",
    Text("اعضای مشترک شوراها", "Common members of councils"),
    ("council", "other"),
    (
        COUNCIL,
        OTHER,
        PLACE,
        _column("members", "count", "اعضا", "Members"),
        _column("other_members", "count", "اعضای دیگری", "Members of the other"),
        _column("common", "count", "مشترک", "In both"),
        _column("jaccard", "share", "شباهت ژاکار", "Jaccard index", _JACCARD),
        _column("containment", "share", "دربرگیری", "Containment", _CONTAINMENT),
    ),
    member_overlap,
    lambda country, key: trace.members(country, *key),
)
"""Pairs of councils of a place by common members."""


# Agendas ---------------------------------------------------------------------------------------


def agenda_shares(country: Country) -> pl.DataFrame:
    """Return the agenda of every active council: council, place, subject, share, share_assumed.

    What no share states is divided evenly among the subjects without one; where stated shares
    exceed 1 nothing is left for these. Shares of one council sum to 1 unless all are stated. A
    council into which others were merged has their business with its own, by hours of each at the
    default setting, and its shares sum to 1.
    """
    stated = pl.col("share").sum().over("council")
    gaps = pl.col("share").is_null().sum().over("council")
    even = (1 - stated).clip(0) / gaps
    councils = council_factors(country).select("council", "place")
    shares = (
        country["agenda"]
        .select("council", "subject", "share")
        .join(councils, on="council", maintain_order="left")
        .with_columns(share_assumed=pl.col("share").is_null(), share=pl.coalesce("share", even))
        .select("council", "place", "subject", "share", "share_assumed")
    )
    merged = bodies(country).filter(pl.col("council") != pl.col("body"))
    if not merged.height:
        return shares
    own = shares.join(merged, left_on="council", right_on="body", how="anti")
    return pl.concat([own, _merged_shares(country, merged["body"]).select(own.columns)])


def _merged_shares(country: Country, hosts: pl.Series) -> pl.DataFrame:
    """The agenda of councils into which others were merged."""
    overhead = float(terms(country).overhead[1])
    hours = pl.col("sessions") * (pl.col("length") - overhead).clip(0)
    business = origin_factors(country).select("council", _hours=hours)
    assumed = country["agenda"].select("council", "subject", _assumed=pl.col("share").is_null())
    places = country["councils"].select("council", "place")
    known = pl.col("_hours").is_not_null().all().over("body") & (
        pl.col("_hours").sum().over("body") > 0
    )
    weight = pl.when(known).then("_hours").otherwise(1.0) * pl.col("share")
    return (
        business_shares(country)
        .drop_nulls("subject")
        .join(bodies(country), on="council")
        .filter(pl.col("body").is_in(hosts.implode()))
        .join(business, on="council")
        .join(assumed, on=["council", "subject"])
        .with_columns(_weight=weight)
        .with_columns(_whole=pl.col("_weight").sum().over("body"))
        .filter(pl.col("_whole") > 0)
        .sort("body", "subject", "council")
        .group_by("body", "subject", maintain_order=True)
        .agg(
            share=(pl.col("_weight") / pl.col("_whole")).sum(),
            share_assumed=pl.col("_assumed").any(),
        )
        .rename({"body": "council"})
        .join(places, on="council")
    )


def agenda_overlap(country: Country) -> pl.DataFrame:
    """Return every pair of active councils of one place that share a subject.

    `overlap` is the share of time both give to the same subjects: the sum of the lesser of the two
    shares. Subjects must be the same; a wider subject is not taken for its parts.
    """
    return once(country, "agenda_overlap", _agenda_overlap)


def _agenda_overlap(country: Country) -> pl.DataFrame:
    agenda = agenda_shares(country)
    sizes = agenda.group_by("council").agg(subjects=pl.len())
    lesser = pl.min_horizontal("share", "share_right")
    return (
        agenda.join(agenda, on=["place", "subject"])
        .filter(pl.col("council") < pl.col("council_right"))
        .group_by("council", other="council_right")
        .agg(
            place=pl.col("place").first(),
            common=pl.len(),
            common_subjects=pl.col("subject").sort().str.join("; "),
            # Sorted, so that the sum does not depend on the order of the rows.
            overlap=lesser.sort().sum(),
            share_assumed=(pl.col("share_assumed") | pl.col("share_assumed_right")).mean(),
        )
        .join(sizes, on="council")
        .join(sizes.select(other="council", other_subjects="subjects"), on="other")
        .with_columns(_likeness("subjects", "other_subjects"))
        .sort("council", "other")
    )


AGENDA_OVERLAP = Measure(
    "agenda_overlap",
    "councils",
    Text("موضوع‌های مشترک شوراها", "Common subjects of councils"),
    ("council", "other"),
    (
        COUNCIL,
        OTHER,
        PLACE,
        _column("subjects", "count", "موضوع‌ها", "Subjects"),
        _column("other_subjects", "count", "موضوع‌های دیگری", "Subjects of the other"),
        _column("common", "count", "مشترک", "In both"),
        _column("common_subjects", "text", "موضوع‌های مشترک", "Common subjects"),
        column(
            "overlap",
            "share",
            "هم‌پوشانی وقت",
            "Overlap of time",
            "مجموعِ کمترِ دو سهم در موضوع‌های مشترک؛ سهم ثبت‌نشده برابر میان موضوع‌ها بخش می‌شود",
            "sum over common subjects of the lesser share; shares not stated are divided evenly",
        ),
        _column("jaccard", "share", "شباهت ژاکار", "Jaccard index", _JACCARD),
        _column("containment", "share", "دربرگیری", "Containment", _CONTAINMENT),
        column(
            "share_assumed",
            "share",
            "سهم فرضی",
            "Assumed",
            "سهمی از موضوع‌های مشترک که سهم وقتشان ثبت نشده است",
            "Share of the common subjects whose share of time is not stated",
        ),
    ),
    agenda_overlap,
    lambda country, key: trace.agendas(country, *key),
)
"""Pairs of councils of a place by common subjects."""
