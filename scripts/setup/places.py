"""Where the set-up finds and leaves things in the clone."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "locks"
PWA = ROOT / "pwa"
STATE = ROOT / ".setup"
LOGS = STATE / "logs"
SHIMS = STATE / "bin"
