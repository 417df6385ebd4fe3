"""One document against the contract."""

from __future__ import annotations

from pathlib import Path

from reject_contract.drift import compare, contract, identity, page, source
from reject_contract.drift.compare import Differences
from reject_contract.drift.specification import Specification


def drift(path: Path) -> Differences:
    """Compare a page or a specification with the contract; a `UsageFault` where it cannot be read."""
    document = source.read(path)
    if document.format == "markdown":
        description = page.describe(document)
        identity.check(description)
    else:
        description = Specification(document).describe(contract.operation())
    return compare.compare(contract.describe(), description)
