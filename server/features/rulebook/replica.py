"""Every published pack, the texts beside them and the branches' regimes on every phone."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica, Replicated
from server.features.rulebook.models import BranchRegime, CatalogueItem, RulePack, TradeNames

PACK_COLUMNS = (
    "id",
    "ver",
    "pack",
    "version",
    "title",
    "in_force_from",
    "in_force_to",
    "content",
    "hash",
    "signature",
)
ITEM_COLUMNS = (
    "id",
    "ver",
    "edition",
    "number",
    "name",
    "report_book",
    "report_form",
    "registration_form",
    "sensitive_areas",
)
TRADE_COLUMNS = ("id", "ver", "names")
REGIME_COLUMNS = ("id", "ver", "branch_id", "regime", "from_on")
BUREAU = frozenset({"bureau"})


def _pack_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    return _rows(session, RulePack, PACK_COLUMNS, ids)


def _item_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    return _rows(session, CatalogueItem, ITEM_COLUMNS, ids)


def _trade_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    return _rows(session, TradeNames, TRADE_COLUMNS, ids)


def _regime_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    return _rows(session, BranchRegime, REGIME_COLUMNS, ids)


def _rows(
    session: Session, model: type[Replicated], columns: Sequence[str], ids: Select[Any]
) -> Iterable[Sequence[Any]]:
    wanted = [getattr(model, "row_ver" if name == "ver" else name) for name in columns]
    return session.execute(select(*wanted).where(model.id.in_(ids))).all()


REPLICAS = (
    Replica("rule_pack", RulePack, PACK_COLUMNS, lambda _: BUREAU, _pack_rows),
    Replica("catalogue_item", CatalogueItem, ITEM_COLUMNS, lambda _: BUREAU, _item_rows),
    Replica("trade_names", TradeNames, TRADE_COLUMNS, lambda _: BUREAU, _trade_rows),
    Replica("branch_regime", BranchRegime, REGIME_COLUMNS, lambda _: BUREAU, _regime_rows),
)
