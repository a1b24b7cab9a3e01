"""`python -m scripts.openapi`: write the description of the REST interface, docs/openapi.json."""

import json
import sys
import tempfile
from pathlib import Path

from server.app import API, create_app
from server.config import Settings

TARGET = Path(__file__).parent.parent / "docs" / "openapi.json"


def described() -> str:
    """Return the description of the present code as it should stand in the file."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        app = create_app(Settings(f"sqlite:///{data / 'none.db'}", data_dir=data, pwa_dir=data))
        spec = app.extensions[API].spec.to_dict()
    return json.dumps(spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` only compare; return the exit status."""
    text = described()
    if "--check" in arguments:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
