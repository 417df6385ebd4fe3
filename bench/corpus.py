"""The mocks that every tool is run on: the conforming one, each fault and each variant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reject_contract.mock import FAULTS, VARIANTS, App, Behaviour, build_app
from reject_contract.mock.accounts import INSTALLATIONS

CONFORMING, FAULT, VARIANT = KINDS = ("conforming", "fault", "variant")


@dataclass(frozen=True)
class Subject:
    """One mock: its name, what it is, and the installation it plays."""

    name: str
    kind: str
    installation: str
    description: str

    def app(self) -> App:
        """The mock's application, fresh."""
        faults = [self.name] if self.kind == FAULT else []
        variants = [self.name] if self.kind == VARIANT else []
        return build_app(self.installation, faults=faults, variants=variants)

    def as_json(self) -> dict[str, Any]:
        """The subject without its name, under which results.json keeps it."""
        return {key: value for key, value in asdict(self).items() if key != "name"}


def installation_of(behaviour: Behaviour) -> str:
    """The installation on which a behaviour shows."""
    given: str | None = getattr(behaviour, "installation", None)
    if given:
        return given
    name = behaviour.name
    online = name.endswith("_online") or ("app_token" in name and name != "app_token_needed_onsite")
    return "online" if online else "onsite"


def conforming(installation: str) -> Subject:
    """The conforming mock, with whose verdict every other one is compared."""
    return Subject(conforming_name(installation), CONFORMING, installation, f"the conforming mock, {installation}")


def conforming_name(installation: str) -> str:
    """The name under which the conforming mock of an installation is kept."""
    return f"conforming-{installation}"


def all_subjects() -> list[Subject]:
    """The conforming mocks, then the faults, then the variants, as they are registered."""
    return [
        *map(conforming, INSTALLATIONS),
        *(_subject(FAULT, each) for each in FAULTS.values()),
        *(_subject(VARIANT, each) for each in VARIANTS.values()),
    ]


def chosen(subjects: Sequence[Subject], names: Sequence[str] = (), sample: int = 0) -> list[Subject]:
    """The subjects named, or an even sample of so many faults and so many variants; conforming ones always."""
    unknown = set(names) - {each.name for each in subjects}
    if unknown:
        raise ValueError(f"there is no mock named {', '.join(sorted(unknown))}; see reject-contract mock --list")
    if names:
        return [each for each in subjects if each.kind == CONFORMING or each.name in names]
    if not sample:
        return list(subjects)
    groups = [[each for each in subjects if each.kind == kind] for kind in KINDS]
    return [*groups[0], *(each for group in groups[1:] for each in _spread(group, sample))]


def _spread(group: Sequence[Subject], count: int) -> Iterator[Subject]:
    """So many of a group, at even distances."""
    count = min(count, len(group))
    return (group[place * len(group) // count] for place in range(count))


def _subject(kind: str, behaviour: Behaviour) -> Subject:
    return Subject(behaviour.name, kind, installation_of(behaviour), behaviour.description)


def as_json(subjects: Iterable[Subject]) -> dict[str, dict[str, Any]]:
    """The subjects as results.json keeps them."""
    return {each.name: each.as_json() for each in subjects}
