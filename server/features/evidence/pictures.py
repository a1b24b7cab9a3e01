"""Have pictures decoded that strangers' hands may have made, apart from the server.

The original is evidence and is kept byte for byte, but never handed out: only copies made of
the decoded pixels are, so that neither metadata nor foreign content travels on.
"""

import atexit
from threading import Lock

from server.core.confined import Confined
from server.core.problems import Busy, Problem
from server.features.evidence import decoded
from server.features.evidence.decoded import Picture

DECODER = "server.features.evidence.decoding"
# A picture takes a second at the most; a busy machine has patience for the start of a program.
WITHIN_S = 30.0
PICTURES_PER_DECODER = 1000
TRIES = 2


class NotAnImage(Problem):
    code = "422.40"
    title = "这个文件不是能识别的照片"


class TooManyPixels(Problem):
    code = "422.41"
    title = "照片的像素太大，请缩小后再传"


class Undecodable(Problem):
    """The decoder broke off twice, or took too long."""

    code = "422.255"
    title = "这张照片在局里打不开，请重新拍一张"


class Decoder:
    """A decoder that is started with its first picture, and again whenever it is gone."""

    def __init__(self, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s
        self._turn = Lock()
        self._program: Confined | None = None
        self._read = 0

    @property
    def pid(self) -> int | None:
        """Return the process that works, if one does."""
        return self._program.pid if self._program else None

    def read(self, content: bytes) -> Picture:
        """Return the decoded picture; refuse what is none, unpacks to too much or breaks it."""
        told = self._told(content)
        if told == decoded.NONE:
            raise NotAnImage
        if told == decoded.TOO_MUCH:
            raise TooManyPixels
        return decoded.read(told)

    def stop(self) -> None:
        """End the decoder, whatever it is doing."""
        program, self._program = self._program, None
        if program is not None:
            program.stop()

    def _told(self, content: bytes) -> bytes:
        """Ask one picture at a time, so that the memory of one is the most that is ever taken."""
        if not self._turn.acquire(timeout=self._within_s):
            raise Busy
        try:
            return self._asked(content)
        finally:
            self._turn.release()

    def _asked(self, content: bytes) -> bytes:
        # Somebody may have ended it for reasons of his own; what ends it twice is the picture.
        for _ in range(TRIES):
            try:
                return self._running().ask(content, self._within_s)
            except TimeoutError as late:
                self.stop()
                raise Undecodable from late
            except OSError:
                self.stop()
        raise Undecodable

    def _running(self) -> Confined:
        if self._read >= PICTURES_PER_DECODER:
            self.stop()
        if self._program is None:
            self._program, self._read = Confined(DECODER), 0
        self._read += 1
        return self._program


_decoder = Decoder()
atexit.register(_decoder.stop)


def read_picture(content: bytes) -> Picture:
    """Decode a picture wholly; refuse what is none, is broken or unpacks to too much."""
    return _decoder.read(content)
