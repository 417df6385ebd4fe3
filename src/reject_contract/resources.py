"""Finds what the suite reads beside its code: the contract's tests, its fragment and its register.

In a checkout they stand at its top level; an installed package carries them in a folder of its own.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "contract"
ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parents[1]
"""The folder that holds `tests`, `openapi` and pytest's configuration."""
OPENAPI = ROOT / "openapi"
TESTS = ROOT / "tests"
