"""Finds what the suite reads beside its code: the contract's tests, its fragment and its register."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `tests`, `openapi` and pytest's configuration."""
OPENAPI = ROOT / "openapi"
TESTS = ROOT / "tests"
