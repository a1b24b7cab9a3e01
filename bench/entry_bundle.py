"""What a phone loads before the first page shows, compressed."""

import re
import subprocess
import sys

from bench.figure import Figure, NotMeasured
from bench.installation import ROOT

NAME = "Entry bundle"
BOUND_KB = 130
TOTAL = re.compile(r"([\d.]+) KB  entry, gzip")


def measure() -> Figure | NotMeasured:
    """Have `npm run size` weigh the build in pwa/dist."""
    if not (ROOT / "pwa" / "dist" / "index.html").is_file():
        return NotMeasured(NAME, "the PWA is not built")
    command = [sys.executable, "-m", "scripts.npm", "run", "--silent", "size"]
    # Its exit status only says again whether the bound is kept.
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False).stdout
    found = TOTAL.search(said)
    assert found is not None, said
    return Figure(NAME, "KB gzip", [float(found[1])], BOUND_KB, "pwa/dist, script and style sheets")
