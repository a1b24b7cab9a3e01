"""Demo data for a first look, put into a database in which there is nobody yet."""

import os

from scripts.setup.console import run, say
from scripts.setup.places import VENV


def seed_new_database() -> None:
    """Have the program fill the embedded default database, unless somebody works in it."""
    if os.environ.get("DOORSTEP_DATABASE_URL"):
        return
    say("Database: looking whether it is new and wants demo data")
    run([VENV / "bin" / "doorstep", "demo", "--if-new"], log="demo")
