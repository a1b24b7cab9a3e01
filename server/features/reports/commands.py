"""Keep the tallies of the desk, and prove them; have the figures of plans counted anew."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from server.core.doors import reading, writing
from server.features.quotas import commands as quotas
from server.features.reports import recounting
from server.features.reports.recounting import Report


def tally_at_the_end(session: Session, visit_ids: Collection[str]) -> None:
    """Count these visits anew once the transaction has done all to them."""
    recounting.tally_at_the_end(session, visit_ids)


def tally_if_new() -> None:
    """Count the visits of an installation that is older than its tallies."""
    with reading() as session:
        if not recounting.is_new(session):
            return
    with writing() as session:
        recounting.rewrite(session)
        quotas.recount(session)


def recount(*, mends: bool = False) -> Report:
    """Compare the tallies with the visits; `mends`: count everything anew where they differ.

    The figures of open plans are then counted anew too, and written where they changed.
    """
    with reading() as session:
        report = recounting.recount(session)
    if mends:
        with writing() as session:
            if not report.is_well:
                recounting.rewrite(session)
            quotas.recount(session)
    return report
