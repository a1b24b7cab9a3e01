"""`python3 -m scripts.npm …`: npm in pwa/, with the Node that the set-up has chosen."""

import os
import subprocess
import sys

from scripts.setup.node import find_node
from scripts.setup.places import PWA


def main(arguments: list[str]) -> int:
    """Run npm with `arguments` and return its exit status."""
    node = find_node()
    settings = {**os.environ, **node.environment}
    return subprocess.run([*node.npm, *arguments], cwd=PWA, env=settings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
