"""Two descriptions side by side: each difference with its kind and the requirements that it touches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from reject_contract.drift import affected_requirements
from reject_contract.drift.description import ABSENT, Description, DocumentKind, Fact, Subject


@dataclass(frozen=True)
class Noise:
    """A difference that does not count, such as what the vendor's generator draws at random."""

    name: str
    reason: str
    matches: Callable[[Subject, str, str, DocumentKind], bool]
    """Takes what the fact is about, the contract's value, the document's value, and the kind of document."""


NOISE = (
    Noise(
        "front matter",
        "written for the documentation site",
        lambda subject, ours, theirs, kind: subject.part == "front matter",
    ),
    Noise(
        "title",
        "the request line says the same, or more of it",
        lambda subject, ours, theirs, kind: (
            subject == ("operation", "", "heading")
            and theirs in (ABSENT, ours.rpartition(" ")[2], ours.rpartition("/")[2])
        ),
    ),
    Noise(
        "response body heading",
        "the template leaves the name of another type there on every operation without an answer",
        lambda subject, ours, theirs, kind: subject.part == "response body heading",
    ),
    Noise(
        "Accept row",
        "the template has the row or leaves it out; empty, it says nothing",
        lambda subject, ours, theirs, kind: (subject.part, subject.name) == ("header", "Accept") and theirs == ABSENT,
    ),
    Noise(
        "sample id",
        "drawn at random each time the page is made",
        lambda subject, ours, theirs, kind: (
            (subject.part, subject.name) == ("sample property", "AppointmentId") and theirs.isdecimal()
        ),
    ),
    Noise(
        "sample language",
        "drawn at random each time the page is made",
        lambda subject, ours, theirs, kind: (
            (subject.part, subject.name) == ("sample header", "Accept-Language") and theirs != ABSENT
        ),
    ),
    Noise(
        "null after 204",
        "the template prints the value that a void method has in the server; RFC 9110 allows no content after 204",
        lambda subject, ours, theirs, kind: (
            (subject.part, subject.aspect) == ("sample answer", "body") and theirs in ("null", "", ABSENT)
        ),
    ),
    Noise(
        "Content-Type of the sample answer",
        "there is no content that it could describe; an answer may have it or not",
        lambda subject, ours, theirs, kind: subject == ("sample answer", "", "header Content-Type"),
    ),
    Noise(
        "Integer for int32",
        "editions of the page write the one or the other for the same type; the vendor's OpenAPI file says int32",
        lambda subject, ours, theirs, kind: kind == "page" and subject.aspect == "format" and theirs == ABSENT,
    ),
    Noise(
        "name of the operation",
        "for generators of clients; it is not seen on the wire",
        lambda subject, ours, theirs, kind: subject == ("operation", "", "id"),
    ),
    Noise(
        "letter case of the path",
        "the vendor's own samples write it in several ways",
        lambda subject, ours, theirs, kind: (
            subject.part in ("operation", "sample request")
            and subject.aspect in ("path", "heading")
            and ours.casefold() == theirs.casefold()
        ),
    ),
    Noise(
        "security of the file",
        "the file asks for both of two schemes at once, and defines neither under that name; it means either of "
        "them, and has no word for a SoTicket or an XSRF token; the page's four ways are followed",
        lambda subject, ours, theirs, kind: (
            subject == ("security", "", "alternatives") and theirs == "SuperId Authentication and SuperOffice Password"
        ),
    ),
)


def _noise(subject: Subject, ours: str, theirs: str, kind: DocumentKind) -> str | None:
    """Why a difference does not count; None where it does."""
    return next((each.reason for each in NOISE if each.matches(subject, ours, theirs, kind)), None)


Impact = Literal["breaking", "addition", "editorial"]
CHANGES: tuple[Impact, ...] = ("breaking", "addition", "editorial")
_CASELESS = ("header", "scheme", "media type", "sample header")


@dataclass(frozen=True)
class Difference:
    """One thing that the contract and a document say differently."""

    change: Impact
    subject: Subject
    contract: str
    document: str
    where: str
    requirements: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Differences:
    """All differences, the gravest first, and what only the contract speaks of."""

    description: Description
    differences: tuple[Difference, ...]
    silent: tuple[Fact, ...]

    @property
    def drifted(self) -> bool:
        """Whether there is more than noise."""
        return any(each.change != "editorial" for each in self.differences)


def compare(contract: Description, document: Description) -> Differences:
    """Compare a document of the vendor with the contract."""
    ours, theirs = _keyed(contract), _keyed(document)
    if not theirs:  # the file describes the neighbours, and this operation no longer
        whole = ours[Subject("operation")]
        return Differences(document, (_difference(whole, None, document),), ())
    found = [
        _difference(ours.get(key), theirs.get(key), document)
        for key in dict.fromkeys([*ours, *theirs])
        if _differ(key, ours, theirs, document.kind)
    ]
    found.sort(key=lambda each: CHANGES.index(each.change))
    silent = [fact for key, fact in ours.items() if key not in theirs and document.kind not in fact.stated_by]
    return Differences(document, tuple(found), tuple(silent))


def _keyed(description: Description) -> dict[Subject, Fact]:
    """The facts by what they are about; names that know no letter case are in lower case."""
    return {
        subject._replace(name=subject.name.casefold()) if subject.part in _CASELESS else subject: fact
        for subject, fact in description.facts.items()
    }


def _differ(key: Subject, ours: dict[Subject, Fact], theirs: dict[Subject, Fact], kind: DocumentKind) -> bool:
    """Whether the two say different things; not again for a part of what is missing as a whole."""
    mine, other = ours.get(key), theirs.get(key)
    part = key != key.whole
    if other is None:
        gone_whole = part and key.whole in ours and key.whole not in theirs
        return mine is not None and kind in mine.stated_by and not gone_whole
    if mine is None or not mine.stated_by:
        whole = ours.get(key.whole)
        new_whole = part and key.whole in theirs and (whole is None or not whole.stated_by)
        return not new_whole and (mine is None or mine.value != other.value)
    return mine.subject != other.subject or (key.aspect != "" and mine.value != other.value)


def _difference(mine: Fact | None, other: Fact | None, document: Description) -> Difference:
    fact = other or mine
    assert fact is not None
    subject = mine.subject if mine else fact.subject
    ours, theirs = mine.value if mine else ABSENT, other.value if other else ABSENT
    new = mine is None or not mine.stated_by
    change: Impact = "addition" if new or (subject.aspect == "wording" and not ours) else "breaking"
    reason = _reason(mine, other)
    if noise_reason := _noise(subject, ours, theirs, document.kind) or _spelling(mine, other):
        change, reason = "editorial", noise_reason
    touched = affected_requirements.requirements(subject, new=new)
    return Difference(change, subject, ours, theirs, other.where if other else "", touched, reason)


def _reason(mine: Fact | None, other: Fact | None) -> str:
    if other is None:
        return "it is gone"
    if mine is None:
        return "the contract does not cover it"
    if not mine.stated_by:
        return f"the contract has it from elsewhere ({mine.source}), and this document says it now"
    return "the wording changed" if mine.subject.aspect == "wording" else "it changed"


def _spelling(mine: Fact | None, other: Fact | None) -> str | None:
    if mine and other and mine.stated_by and mine.subject != other.subject:
        same = mine.subject.aspect == "" or mine.value == other.value
        return f"the letter case of the name ({other.subject.name}) does not matter" if same else None
    return None
