"""Keep a press running, and hand it one order at a time within a time limit."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from server.core.confined import Confined
from server.features.documents.contents import Content, written
from server.features.documents.press import PAPER, REASON

PRESS = "server.features.documents.press"
# Loading the fonts takes seconds on a busy machine; a paper takes a fifth of one.
FIRST_S, NEXT_S = 60.0, 10.0
# A press is replaced before it reaches the processor time that it may use.
PAPERS_PER_PRESS = 500


class NotMadeError(Exception):
    """A paper could not be made; the message says why, in words. `is_final`: time is no cure."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


class Press:
    """A press that is started with its first order, and again whenever it is gone."""

    def __init__(self, seal: Path, *, first_s: float = FIRST_S, next_s: float = NEXT_S) -> None:
        self._seal = seal
        self._first_s, self._next_s = first_s, next_s
        self._process: Confined | None = None
        self._made = 0

    @property
    def pid(self) -> int | None:
        """Return the process that works, if one does."""
        return self._process.pid if self._process else None

    def make(self, content: Content, made_at: datetime) -> bytes:
        """Return the sealed PDF of a content; raise NotMadeError where there is none."""
        return self._ordered({"content": written(content)}, made_at, self._next_s)

    def make_report(self, report: Mapping[str, Any], made_at: datetime) -> bytes:
        """Return the sealed PDF of a report; raise NotMadeError where there is none."""
        return self._ordered({"report": report}, made_at, self._first_s)

    def _ordered(self, what: Mapping[str, Any], made_at: datetime, within_s: float) -> bytes:
        order = json.dumps({**what, "made_at": made_at.isoformat()}).encode()
        is_new = self._process is None
        process = self._running(made_at)
        try:
            answer = process.ask(order, self._first_s if is_new else within_s)
        except TimeoutError as late:
            self.stop()
            raise NotMadeError("排版超时") from late
        except OSError as gone:
            self.stop()
            raise NotMadeError("排版程序中断（可能内存不足）") from gone
        self._made += 1
        if answer[:1] != PAPER:
            raise NotMadeError(answer[1:].decode(), is_final=answer[:1] == REASON)
        return answer[1:]

    def stop(self) -> None:
        """End the press, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def _running(self, at: datetime) -> Confined:
        if self._made >= PAPERS_PER_PRESS:
            self.stop()
        if self._process is None:
            self._process = Confined(PRESS, [str(self._seal), at.isoformat()])
            self._made = 0
        return self._process
