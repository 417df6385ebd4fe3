"""Differences that say nothing of the operation: what the vendor's generator adds, drops and draws at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reject_contract.drift.description import ABSENT, DocumentKind, Subject


@dataclass(frozen=True)
class Noise:
    """One kind of difference that does not count, and why."""

    name: str
    reason: str
    matches: Callable[[Subject, str, str, DocumentKind], bool]
    """Takes what the fact is about, the contract's value, the document's value, and the kind of document."""


KNOWN = (
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
        "the template prints the value that a void method has in the server; RJ-FRAME-1 decides for the RFC",
        lambda subject, ours, theirs, kind: (
            (subject.part, subject.aspect) == ("sample answer", "body") and theirs in ("null", "", ABSENT)
        ),
    ),
    Noise(
        "Content-Type of the sample answer",
        "there is nothing that it could describe; RJ-ANSWER-4 takes an answer with it and one without",
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
        "the vendor's own samples write it in several ways; RJ-PATH-2 records which are understood",
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


def explain(subject: Subject, ours: str, theirs: str, kind: DocumentKind) -> str | None:
    """Why a difference does not count; None where it does."""
    return next((each.reason for each in KNOWN if each.matches(subject, ours, theirs, kind)), None)
