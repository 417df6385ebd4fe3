"""The bench: what this suite catches and costs, beside what a user would pick in its place."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = HERE / ".work"
"""What the tools write while they run; ignored by git."""
