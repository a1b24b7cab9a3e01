"""The time that counts for what a phone may do: `max(wall, anchor + monotonic)`.

The anchor is the latest instant that the phone has seen, and is kept by it, so that neither a clock
that is turned back nor a restart gains anything (docs/devices.md §6). Pure steps from state to
state; the shipped phone's side is `pwa/src/core/trusted-time.ts`, and both answer alike
(`sync/vectors/trusted-time.json`). All instants are milliseconds since 1970.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Term:
    """What the bureau's latest word says of time; from `dark_at` on nothing is shown."""

    issued_at: int
    expires_at: int
    dark_at: int


@dataclass(frozen=True)
class Anchor:
    """The latest instant that was seen, under the word that the bureau had given by then."""

    term: Term
    at: int


@dataclass(frozen=True)
class Seen:
    """What was last seen since the app was opened, and how long it had been running by then."""

    at: int
    steady: int


@dataclass(frozen=True)
class Time:
    """All that a phone knows of time. `anchor` outlives a restart, `seen` does not."""

    anchor: Anchor | None = None
    seen: Seen | None = None


def look(time: Time, wall: int, steady: int) -> tuple[int, Time]:
    """Return the present instant, and the time as it is known after it was seen.

    `wall` is what the clock shows; `steady` how long the app has been running, in ms.
    """
    gone = time.seen.at + steady - time.seen.steady if time.seen else 0
    at = max(wall, time.anchor.at if time.anchor else 0, gone)
    anchor = time.anchor and replace(time.anchor, at=at)
    return at, Time(anchor, Seen(at, steady))


def follow(time: Time, term: Term) -> Time:
    """Take the bureau's newest word.

    The anchor stays where it is unless it stands behind the end of what was just granted: then the
    clock of this phone had been ahead.
    """
    if time.anchor is not None and term.issued_at <= time.anchor.term.issued_at:
        return time
    seen = time.anchor.at if time.anchor else 0
    if seen >= term.expires_at:
        return Time(Anchor(term, term.issued_at))
    return replace(time, anchor=Anchor(term, max(seen, term.issued_at)))


def restarted(time: Time) -> Time:
    """Return what is still known when the app is opened anew."""
    return replace(time, seen=None)


def is_dark(time: Time) -> bool:
    """Return whether the phone has been without contact for so long that it shows nothing."""
    return time.anchor is not None and time.anchor.at >= time.anchor.term.dark_at
