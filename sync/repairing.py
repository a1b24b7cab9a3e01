"""Repair: compare a phone's copy of a scope bucket by bucket, and send the differing ones again."""

from collections.abc import Callable, Sequence
from typing import Any

from sync.bureau import Bureau, Tx
from sync.digest import EMPTY, bucket_digests, bucket_of, differing, moved, row_digest
from sync.patience import patiently
from sync.protocol import RepairRequest, RepairResponse
from sync.store import ReadTransaction, Repaired


class SyncFirstError(Exception):
    """The scope no longer stands where the phone does: there is nothing to compare yet."""


class ForeignScopeError(Exception):
    """The caller may not hold this scope."""


def repair(
    request: RepairRequest, bureau: Bureau[Tx], *, scopes: Callable[[Tx], Sequence[str]]
) -> RepairResponse:
    """Return the rows of all buckets in which the phone differs (docs/protocol.md §5).

    Raises ForeignScopeError and SyncFirstError. What had to be repaired is kept as a defect.
    """
    with bureau.store.read() as tx:
        if tx.device(request.device) is None:
            raise SyncFirstError
        if request.scope not in scopes(tx):
            raise ForeignScopeError(request.scope)
        response = _compared(tx, request)
    if response.buckets:
        patiently(lambda: _note(request, response, bureau))
    return response


def _compared(tx: ReadTransaction, request: RepairRequest) -> RepairResponse:
    head = tx.heads([request.scope])[request.scope]
    if (head.seq, head.tag) != (request.seq, request.tag):
        raise SyncFirstError
    standing = tx.standing(request.scope)
    buckets = differing(bucket_digests(standing), request.buckets)
    wanted = set(buckets)
    rows = [row for row in standing if bucket_of(row[0], row[1]) in wanted]
    return RepairResponse(
        scope=request.scope,
        seq=head.seq,
        tag=head.tag,
        n_rows=len(standing),
        digest=moved(EMPTY, come=(row_digest(*row) for row in standing)),
        buckets=buckets,
        put=tx.rows(request.scope, rows),
    )


def _note(request: RepairRequest, response: RepairResponse, bureau: Bureau[Any]) -> None:
    sent = sum(len(part.rows) for part in response.put.values())
    repaired = Repaired(request.scope, request.seq, response.buckets, sent)
    with bureau.store.write() as tx:
        tx.lock_device(request.device)
        tx.note_repair(request.device, repaired)
