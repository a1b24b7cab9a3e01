"""The press: a confined program that sets papers and seals them; nothing else holds the seal.

An order is JSON; an answer has a letter in front: P before a paper, R before the reason why there
is none and never will be, B before one that may pass.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from server.core.confinement import answer, keep_within, orders, speak_in_lines
from server.features.documents.contents import read

if TYPE_CHECKING:
    from server.features.documents.typesetting import Typesetter

MEMORY_BYTES = 500 * 1024**2
PROCESSOR_S = 600
PAPER, REASON, BREAKDOWN = b"P", b"R", b"B"
BROKEN = "排版程序出错"

log = structlog.get_logger()


def main(place: Path, made_at: datetime) -> None:
    """Serve orders until there are no more."""
    speak_in_lines()
    # Loaded here: it takes seconds, and only this process may pay for it.
    from server.features.documents import seal  # noqa: PLC0415
    from server.features.documents.typesetting import NoSuchGlyphError, Typesetter  # noqa: PLC0415

    try:
        stamp, typesetter = seal.load_or_make(place, made_at), Typesetter()
    # A full disk, as a rule; the paper stays ordered and is tried again.
    except OSError:
        log.exception("press.not_made")
        sys.exit(1)
    keep_within(MEMORY_BYTES, PROCESSOR_S)
    for order in orders(sys.stdin.buffer):
        try:
            pdf, title = _set(typesetter, json.loads(order))
            answer(PAPER + stamp.on(pdf, title))
        except NoSuchGlyphError as missing:
            answer(REASON + f"有无法显示的字：{missing}".encode())
        except MemoryError:
            raise
        # Whatever else goes wrong with one paper must not cost the next one its press.
        except Exception:
            log.exception("paper.not_made")
            answer(BREAKDOWN + BROKEN.encode())


def _set(typesetter: "Typesetter", order: dict[str, Any]) -> tuple[bytes, str]:
    """Return the PDF that an order asks for, of a paper or of a report, and its title."""
    made_at = datetime.fromisoformat(order["made_at"])
    if "report" in order:
        return typesetter.set_report(order["report"], made_at), order["report"]["title"]
    content = read(order["content"])
    return typesetter.set(content, made_at), content.title


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
