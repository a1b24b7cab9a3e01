"""Demo data for a first look, put into a database that does not exist yet."""

import os
from pathlib import Path

from scripts.setup.console import run, say
from scripts.setup.places import ROOT, VENV


def seed_new_database() -> None:
    """Fill the embedded default database with demo data when it is new."""
    if os.environ.get("DOORSTEP_DATABASE_URL"):
        return
    folder = Path(os.environ.get("DOORSTEP_DATA_DIR", ROOT / "data"))
    unfinished = folder / ".demo-unfinished"
    if (folder / "doorstep.db").exists() and not unfinished.exists():
        return
    say("Database: making it and filling it with demo data")
    folder.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    run([VENV / "bin" / "doorstep", "demo"], log="demo")
    unfinished.unlink()
