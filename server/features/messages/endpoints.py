"""Which addresses of push services we call at all: browsers name them, so anybody may."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from server.core.problems import Problem

LONGEST = 1024
HTTPS = 443
# Of Chrome, Firefox, Safari and Edge; names below these are theirs too.
SERVICES = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
# Nothing that two readers of addresses could read differently: no user, no fragment, no escapes of
# the host, no letter outside ASCII.
ADDRESS = re.compile(
    r"(?P<origin>(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?P<port>\d{1,5}))?)"
    r"(?P<path>/[\w!$%&'()*+,./:;=?@~-]*)\Z",
    re.ASCII,
)


class ForeignEndpoint(Problem):
    code = "422.192"
    title = "这个浏览器的通知服务不在允许的名单里"


@dataclass(frozen=True)
class Target:
    """Where a push goes; `is_public` when no other than a public address may stand behind it."""

    origin: str
    host: str
    port: int
    path: str
    is_tls: bool
    is_public: bool


def target_of(endpoint: str, further: Collection[str]) -> Target:
    """Read an endpoint; refuse whatever is not at a known service or at one of our own origins."""
    found = ADDRESS.fullmatch(endpoint) if len(endpoint) <= LONGEST else None
    if found is None:
        raise ForeignEndpoint
    is_ours = found["origin"] in further
    is_tls = found["scheme"] == "https"
    port = int(found["port"] or (HTTPS if is_tls else 80))
    if not is_ours and not (is_tls and port == HTTPS and _is_service(found["host"])):
        raise ForeignEndpoint
    return Target(found["origin"], found["host"], port, found["path"], is_tls, not is_ours)


def _is_service(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in SERVICES)
