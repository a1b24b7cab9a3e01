"""Take commands in that came another way than through the sync door."""

from collections.abc import Iterator
from datetime import datetime

from server.core.auth import Actor
from server.core.problems import Busy
from server.features.sync_api.bureau import bureau_for
from server.features.sync_api.commands import BadlySigned, ForkedChain
from sync import engine
from sync.protocol import Result, SyncRequest
from sync.running import SeqReusedError
from sync.signatures import BadSignatureError
from sync.store import ContentionError


def take_in(request: SyncRequest, *, by: Actor, at: datetime) -> Iterator[Result]:
    """Run commands of a registered device as if it had sent them; yield one result for each.

    The phone need not be enrolled: whoever brought the commands answers for them.

    Opens doors of its own, one per command: what was yielded stands. Raises BadlySigned,
    ForkedChain, Busy.
    """
    try:
        yield from engine.take(request, bureau_for(by, at, vouched=True))
    except BadSignatureError as error:
        raise BadlySigned(error.why.detail, seq=error.seq) from error
    except SeqReusedError as error:
        raise ForkedChain from error
    except ContentionError as error:
        raise Busy from error
