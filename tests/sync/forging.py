"""Requests that are nearly a phone's own: what somebody sends who has all but its key."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

from sync.protocol import Envelope, SyncRequest, command_bytes
from tests.sync.office import command

DEVICES = ("d", "other")


def chain(key, device, first, prev_hash, length):
    """Return commands of a device that follow each other, each signed."""
    made = []
    for seq in range(first, first + length):
        body = command(seq, id=f"{device}-{seq}", prev_hash=prev_hash).body
        sig = key.sign_as(device, command_bytes(device, seq, prev_hash, body))
        made.append(Envelope(body, sig))
        prev_hash = made[-1].hash
    return made


def forged(genuine: SyncRequest, other: SyncRequest, random) -> SyncRequest:
    """Return a request changed in one of many ways; never one that the phone itself could send."""
    changed = genuine
    while changed == genuine:
        changed = random.choice(WAYS)(genuine, other, random)
    return changed


def _with(request, at, envelope):
    commands = list(request.commands)
    commands[at] = envelope
    return replace(request, commands=tuple(commands))


def _some(request, random):
    at = random.randrange(len(request.commands))
    return at, request.commands[at]


def _bit_of_body(request, _, random):
    at, one = _some(request, random)
    letters = list(one.body)
    where = random.randrange(len(letters))
    letters[where] = chr(ord(letters[where]) ^ 1 << random.randrange(7))
    text = "".join(letters).replace("\0", "0")
    return _with(request, at, replace(one, body=text))


def _bit_of_signature(request, _, random):
    at, one = _some(request, random)
    raw = bytearray(urlsafe_b64decode(f"{one.sig}=="))
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    sig = urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()
    return _with(request, at, replace(one, sig=sig))


def _other_text(request, _, random):
    at, one = _some(request, random)
    said = json.loads(one.body)
    said[random.choice(("id", "entity", "name", "prev_hash"))] = f"x{random.random()}"
    return _with(request, at, replace(one, body=json.dumps(said)))


def _unsigned(request, _, random):
    at, one = _some(request, random)
    return _with(request, at, replace(one, sig=random.choice((None, "", "AAAA", "A" * 86))))


def _swapped_signatures(request, _, random):
    at = random.randrange(len(request.commands) - 1)
    one, two = request.commands[at : at + 2]
    changed = _with(request, at, replace(one, sig=two.sig))
    return _with(changed, at + 1, replace(two, sig=one.sig))


def _reordered(request, _, random):
    commands = list(request.commands)
    random.shuffle(commands)
    return replace(request, commands=tuple(commands))


def _left_out(request, _, random):
    at = random.randrange(len(request.commands) - 1)
    return replace(request, commands=request.commands[:at] + request.commands[at + 1 :])


def _under_another_seq(request, _, random):
    at = random.randrange(1, len(request.commands))
    return replace(request, commands=request.commands[at:])


def _of_another_phone(request, other, random):
    at, _ = _some(request, random)
    return _with(request, at, other.commands[at])


def _chain_of_another_phone(request, other, _):
    return replace(other, device=request.device)


WAYS = (
    _bit_of_body,
    _bit_of_signature,
    _other_text,
    _unsigned,
    _swapped_signatures,
    _reordered,
    _left_out,
    _under_another_seq,
    _of_another_phone,
    _chain_of_another_phone,
)
