"""Finds what the suite reads beside its code: the contract's tests, its fragment, its register, pytest's configuration.

In a checkout they stand at its top level; an installed package carries them in a folder of its own.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CARRIED = _PACKAGE / "contract"
INSTALLED = _CARRIED.is_dir()
"""Whether the package carries the contract; nothing is written into it then."""
ROOT = _CARRIED if INSTALLED else _PACKAGE.parents[1]
"""The folder that holds all of them."""
OPENAPI = ROOT / "openapi"
TESTS = ROOT / "tests"
TARGETS = ROOT / "targets"
"""Target files to copy."""
PYTEST_TOML = ROOT / "pytest.toml"
