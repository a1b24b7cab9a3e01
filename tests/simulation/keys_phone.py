"""A phone that follows the bureau's keys, and seals what it makes to the one that it knows."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sync import client
from sync.client import Absorbed
from sync.protocol import Command
from sync.succession import Keys, Verifies
from tests.simulation.phone import Tab
from tests.simulation.trust_phone import TrustPhone


@dataclass
class KeysPhone(TrustPhone):
    """One person's phone. `noted` hears what it met, for the driver.

    `sealed_to`: by the id of a command the key to which its text was sealed as it was made.
    """

    verifies: Verifies = lambda *_: False
    noted: Callable[[str], None] = lambda _: None
    sealed_to: dict[str, str] = field(default_factory=dict)
    is_estranged: bool = False

    def knows(self, keys: Keys) -> None:
        """Take the bureau's keys over, as a sign-in tells them."""
        self.disk.state = replace(self.state, keys=keys)
        self.is_estranged = False

    @property
    def keys(self) -> Keys:
        assert self.state.keys is not None
        return self.state.keys

    def is_of_the_bureau(self, message: bytes, signature: str) -> bool:
        """Return whether one of the keys that are known here signed this."""
        signers = self.keys.signers
        found = [n for n, key in enumerate(signers) if self.verifies(key, message, signature)]
        if found and found[0] > 0:
            self.noted("F33 signed by a key of before")
        return bool(found)

    def issue(self, command: Command) -> bool:
        is_saved = super().issue(command)
        return self._sealed(command, is_saved=is_saved)

    def issue_numbered(self, command: Command, given: tuple[str, int]) -> bool:
        is_saved = super().issue_numbered(command, given)
        return self._sealed(command, is_saved=is_saved)

    def _sealed(self, command: Command, *, is_saved: bool) -> bool:
        if is_saved:
            self.sealed_to[command.id] = self.keys.rescue["x"]
        return is_saved

    def hear(self, text: str | None, now_ms: int, tab: Tab | None = None) -> Absorbed | None:
        tab = tab or self.tab
        if text is not None and tab.fence == self.disk.fence and not self.is_locked:
            self._learn(text)
        return super().hear(text, now_ms, tab)

    def _learn(self, text: str) -> None:
        try:
            answer: Any = json.loads(text)
        except json.JSONDecodeError:
            return
        before = self.keys
        self.disk.state, is_whole = client.learnt(self.state, answer, self.verifies)
        self.is_estranged = not is_whole
        steps = len(answer.get("succession", ())) if isinstance(answer, dict) else 0
        if self.keys == before:
            return
        self.noted("F33 keys followed")
        if self.state.waiting:
            self.noted("F33 keys followed with work waiting")
        if steps > 1:
            self.noted("F33 several rolls slept through")
