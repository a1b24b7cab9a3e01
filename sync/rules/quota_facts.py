"""Facts and figures of quotas as JSON: what travels to phones and what a statement freezes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.rules.quota import Figures, Item, Solution, Visit
from sync.rules.quota_standing import Piece, Span, Standing

Json = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """What a person did, counted or not."""

    visits: Sequence[Visit] = ()
    solutions: Sequence[Solution] = ()


def read_standing(raw: Mapping[str, Any]) -> Standing:
    """Return a standing; a day that is null is open."""
    return Standing(
        ranks=[(one["rank"], _span(one)) for one in raw["ranks"]],
        members=[_span(one) for one in raw["members"]],
        posts=[(one["branch_id"], _span(one)) for one in raw["posts"]],
        waiver=raw["waiver"],
    )


def told_standing(standing: Standing) -> Json:
    """Return the JSON of a standing."""
    return {
        "ranks": [{"rank": rank, **_told_span(span)} for rank, span in standing.ranks],
        "members": [_told_span(span) for span in standing.members],
        "posts": [{"branch_id": branch, **_told_span(span)} for branch, span in standing.posts],
        "waiver": standing.waiver,
    }


def read_work(raw: Mapping[str, Any]) -> Work:
    """Return the facts of their JSON."""
    return Work(
        [Visit(**_days_read(one)) for one in raw["visits"]],
        [Solution(**_days_read(one)) for one in raw["solutions"]],
    )


def told_work(work: Work) -> Json:
    """Return the JSON of facts, in the order of their ids."""
    return {
        "visits": [_told_fact(fact) for fact in sorted(work.visits, key=_id)],
        "solutions": [_told_fact(fact) for fact in sorted(work.solutions, key=_id)],
    }


def told_figures(figures: Figures) -> Json:
    """Return the JSON of figures with everything that explains them."""
    return {
        "row": figures.row and figures.row.as_json(),
        "why_none": figures.why_none,
        "pieces": [_told_piece(piece) for piece in figures.pieces],
        "branch_id": figures.branch_id,
        "waived": figures.waived,
        "target_visits": figures.target_visits,
        "target_solved": figures.target_solved,
        "enterprises": figures.enterprises,
        "visit_times": figures.visit_times,
        "solved": figures.solved,
        "visits": [_told_item(item) for item in figures.visits],
        "problems": [_told_item(item) for item in figures.problems],
    }


def _told_piece(piece: Piece) -> Json:
    return {
        "row": piece.row.as_json(),
        "branch_id": piece.branch_id,
        "first": piece.first.isoformat(),
        "last": piece.last.isoformat(),
    }


def _told_item(item: Item) -> Json:
    return {"id": item.id, "on": item.on.isoformat(), "why": item.why, "adds": item.adds}


def _told_fact(fact: Visit | Solution) -> Json:
    return {
        **vars(fact),
        "on": fact.on.isoformat(),
        "people": sorted(fact.people),
        "received_on": fact.received_on and fact.received_on.isoformat(),
    }


def _days_read(raw: Mapping[str, Any]) -> Json:
    received = raw["received_on"]
    return {
        **raw,
        "on": date.fromisoformat(raw["on"]),
        "received_on": received and date.fromisoformat(received),
    }


def _span(raw: Mapping[str, Any]) -> Span:
    first, last = raw["from"], raw["to"]
    return Span(
        date.fromisoformat(first) if first else date.min,
        date.fromisoformat(last) if last else date.max,
    )


def _told_span(span: Span) -> Json:
    return {
        "from": None if span.first == date.min else span.first.isoformat(),
        "to": None if span.last == date.max else span.last.isoformat(),
    }


def _id(fact: Visit | Solution) -> str:
    return fact.id
