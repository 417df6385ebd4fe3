"""What the suite is worth and what it costs, measured, beside what a user would pick in its place."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = HERE / ".work"
"""What the tools write while they run; ignored by git."""
