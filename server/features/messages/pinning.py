"""A request to one address that was looked at, and to no other.

A client library resolves the name by itself once more, after anybody could have looked at it, and
follows what the answer says. Here the name is resolved once, every address that it has is judged,
and the connection is made to one of these very addresses; the certificate and `Host` are the
name's. Nothing is read of the environment: no proxy, no redirect, no cookie.
"""

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from time import monotonic

from server.features.messages.endpoints import Target

# IPv6 addresses that carry one of IPv4 in their last 32 bits (RFC 6052).
TRANSLATED = IPv6Network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]


class NotPublicError(OSError):
    """The name leads into a private network."""


@dataclass(frozen=True)
class Reply:
    """What a push service said: the status and headers; its words are not read."""

    status_code: int
    headers: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True)
class Pinned:
    """Stands where pywebpush wants a session of requests, of which it calls `post` alone."""

    target: Target
    resolve: Resolve
    context: ssl.SSLContext | None = None

    def post(
        self, endpoint: str, *, timeout: float, data: bytes, headers: Mapping[str, str]
    ) -> Reply:
        """Post within `timeout` seconds; raise OSError or HTTPException where no answer came."""
        assert endpoint == f"{self.target.origin}{self.target.path}", "judged was another address"
        until = monotonic() + timeout
        address = pinned_address(self.target, self.resolve)
        plain = socket.create_connection((address, self.target.port), timeout)
        connection = HTTPConnection(self.target.host, self.target.port, timeout=timeout)
        connection.sock = self._wrapped(plain)
        # A time-out of a socket begins anew with every byte.
        cutting = Timer(max(0.0, until - monotonic()), _cut, [connection.sock])
        cutting.start()
        try:
            reply = _exchanged(connection, self.target, data, headers)
            # Headers that break off look like headers that end.
            if monotonic() >= until:
                raise TimeoutError(self.target.host)
            return reply
        finally:
            cutting.cancel()
            connection.close()

    def _wrapped(self, plain: socket.socket) -> socket.socket:
        if not self.target.is_tls:
            return plain
        context = self.context or ssl.create_default_context()
        name = self.target.host
        return context.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)


def resolved(host: str, port: int) -> Sequence[str]:
    """Return all addresses of a name, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def pinned_address(target: Target, resolve: Resolve) -> str:
    """Return the address to connect to; one private address among several refuses them all."""
    addresses = resolve(target.host, target.port)
    if not addresses:
        raise NotPublicError(target.host)
    if target.is_public and not all(_is_public(address) for address in addresses):
        raise NotPublicError(target.host)
    return addresses[0]


def _is_public(text: str) -> bool:
    # The zone of a link-local address is no part of it.
    address = ip_address(text.partition("%")[0])
    return all(one.is_global and not one.is_multicast for one in (address, *_carried(address)))


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses to which an IPv6 address leads in the end."""
    if isinstance(address, IPv4Address):
        return []
    translated = IPv4Address(int(address) & 0xFFFFFFFF) if address in TRANSLATED else None
    teredo = address.teredo or (None, None)
    found = (address.ipv4_mapped, address.sixtofour, *teredo, translated)
    return [one for one in found if one is not None]


def _exchanged(
    connection: HTTPConnection, target: Target, data: bytes, headers: Mapping[str, str]
) -> Reply:
    if isinstance(connection.sock, ssl.SSLSocket):
        connection.sock.do_handshake()
    host = target.origin.partition("://")[2]
    connection.request("POST", target.path, body=data, headers={**headers, "Host": host})
    answer = connection.getresponse()
    return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()})


def _cut(connected: socket.socket) -> None:
    try:
        # Not the method of an SSLSocket, which takes its state away under whoever reads.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        # It was over by itself in this moment.
        return
