"""Finds out whether a bundle of evidence was changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reject_contract import files
from reject_contract.errors import UsageFault

MANIFEST = "manifest.json"


def changes(folder: Path) -> list[str]:
    """What differs from the manifest, one line each; raises `ValueError` where that is not a manifest."""
    listed = _listed(folder / MANIFEST)
    there = digests(folder)
    return [
        *(f"missing: {name}" for name in sorted(listed.keys() - there.keys())),
        *(f"added: {name}" for name in sorted(there.keys() - listed.keys())),
        *(f"changed: {name}" for name in sorted(listed.keys() & there.keys()) if listed[name] != there[name]),
    ]


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file below a folder but the manifest itself, by its path from there.

    A link has the digest of the path that it names: it is not followed out of the folder. What is neither file nor
    folder, and a folder without a file, is named with what it is, and never read.
    """
    below = sorted(path for path in folder.rglob("*") if path != folder / MANIFEST)
    found = {path.relative_to(folder).as_posix(): _digest(path) for path in below}
    return {name: digest for name, digest in found.items() if digest}


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(path: Path) -> str:
    if path.is_symlink():
        return hashlib.sha256(str(path.readlink()).encode()).hexdigest()
    if path.is_dir():
        return "" if any(path.iterdir()) else "an empty folder"
    return digest_of(path) if path.is_file() else "no ordinary file"


def _listed(path: Path) -> dict[str, str]:
    try:
        found = files.load_json(path, "manifest")
    except UsageFault as fault:
        raise ValueError(str(fault)) from None
    listed = found.get("files") if isinstance(found, dict) else None
    if not isinstance(listed, dict) or not listed:
        raise ValueError("it lists no files")
    return listed
