"""Which operation a document is about, by all the names that it gives it."""

from __future__ import annotations

import re

from reject_contract.drift import contract
from reject_contract.drift.description import Description, Subject
from reject_contract.errors import UsageFault

_METHOD_OF_AGENT = re.compile(r"\bAgents/(\w+)/(\w+)", re.IGNORECASE)
_UID = re.compile(r"\bv\d+(\w+)Agent_(\w+)", re.IGNORECASE)
_NAMED_IN = (
    Subject("operation", aspect="heading"),
    Subject("operation", aspect="path"),
    Subject("operation", aspect="id"),
    Subject("sample request", aspect="path"),
    Subject("front matter", "title", "value"),
    Subject("front matter", "uid", "value"),
    Subject("front matter", "id", "value"),
)


def check(description: Description) -> None:
    """A `UsageFault` where no name in the document is that of the contract's operation."""
    wanted = "/".join(contract.operation().path.split("/")[-2:])
    names = _names(description)
    if wanted.casefold() in (name.casefold() for name in names):
        return
    if names:
        raise UsageFault(
            f"{description.document}: describes Agents/{names[0]}, another operation; "
            f"the contract is that of Agents/{wanted}"
        )
    path = description.facts[Subject("operation", aspect="path")]
    raise UsageFault(
        f"{description.document}, {path.where}: describes {path.value[:80]}, no operation of an agent; "
        f"the contract is that of Agents/{wanted}"
    )


def _names(description: Description) -> list[str]:
    """The names as Agent/Operation, the page's title first, each once."""
    facts = [description.facts[subject] for subject in _NAMED_IN if subject in description.facts]
    matches = [match for fact in facts for match in (_METHOD_OF_AGENT.search(fact.value), _UID.search(fact.value))]
    return list(dict.fromkeys(f"{match[1]}/{match[2]}" for match in matches if match))
