"""Whose certificates are trusted: what the target file names, else the environment, else the system."""

from __future__ import annotations

import os
import ssl
from functools import cache
from pathlib import Path

import certifi
import truststore

from reject_contract.errors import UsageFault

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""Variables that name the only authorities to trust; the first that is set counts."""


def trusted(ca_bundle: Path | None) -> tuple[str, Path | None]:
    """Where the authorities come from, in words, and their file or folder; the system's have none."""
    if ca_bundle:
        return "tls.ca_bundle", ca_bundle
    named = [(name, value) for name in BUNDLES if (value := os.environ.get(name))]
    return (named[0][0], Path(named[0][1])) if named else ("the system, and certifi", None)


def context(ca_bundle: Path | None, *, verify: bool) -> ssl.SSLContext:
    """How TLS is spoken with a target; a `UsageFault` names a bundle that cannot be read."""
    return _context(*trusted(ca_bundle), verify)


@cache  # a target's is asked for when its file is read, and again by each connection
def _context(name: str, path: Path | None, verify: bool) -> ssl.SSLContext:
    kind = truststore.SSLContext if path is None else ssl.SSLContext
    found: ssl.SSLContext = kind(ssl.PROTOCOL_TLS_CLIENT)
    path = path or Path(certifi.where())  # beside the system's own, which a small container may lack
    try:
        if not (path.is_file() or path.is_dir()):
            raise FileNotFoundError  # a pipe would be waited for
        found.load_verify_locations(**{"capath" if path.is_dir() else "cafile": str(path)})
    except OSError as reason:
        problem = "holds no certificates that can be read" if path.exists() else "does not exist"
        raise UsageFault(f"{name}: {path} {problem}") from reason
    if not verify:
        found.check_hostname, found.verify_mode = False, ssl.CERT_NONE
    return found
