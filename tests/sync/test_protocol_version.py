"""Nobody changes the wire unawares: its whole form is hashed beside its version."""

from hashlib import sha256
from pathlib import Path

from scripts.wire import written
from sync.protocol import PROTOCOL_VERSION

# One line per published version. A changed form needs a new version, a line here, and a line
# in the table of docs/protocol.md.
FORMS = {2: "5cc2cbb62d75288a1af459b2dd2393bcb9ddb5bd76d103e69bd72208d1fe9735"}


def test_a_changed_wire_needs_a_new_protocol_version():
    assert FORMS[PROTOCOL_VERSION] == sha256(written().encode()).hexdigest()


def test_the_written_protocol_names_its_newest_version():
    text = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")

    rows = [line for line in text.splitlines() if line.startswith(f"| {PROTOCOL_VERSION} |")]

    assert len(rows) == 1
