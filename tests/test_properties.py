"""Requests that Schemathesis makes from openapi/reject.yaml: systematic ones, and generated ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reject_contract.reject import systematic

if TYPE_CHECKING:
    from reject_contract.reject.properties import Properties


@pytest.mark.requirement("RJ-PROPERTY-1")
@pytest.mark.parametrize("case", systematic.names("valid"))
def test_systematic_valid_request_takes_effect(properties: Properties, case: str) -> None:
    """What the fragment calls valid is accepted, and the invitation is declined."""
    properties.systematic(case)


@pytest.mark.requirement("RJ-PROPERTY-7", "RJ-PROPERTY-2")
@pytest.mark.parametrize("case", systematic.names("invalid"))
def test_systematic_invalid_request_is_refused(properties: Properties, case: str) -> None:
    """What the fragment calls invalid never crashes the operation, and should be refused."""
    properties.systematic(case)


@pytest.mark.requirement("RJ-PROPERTY-3")
@pytest.mark.parametrize("case", systematic.names("unclear"))
def test_systematic_unclear_request_is_accepted_or_refused(properties: Properties, case: str) -> None:
    """What the documents leave open never crashes the operation."""
    properties.systematic(case)


@pytest.mark.requirement("RJ-PROPERTY-4")
def test_generated_valid_requests_take_effect(properties: Properties) -> None:
    """Over all media types, modes, reasons and selections, a valid reject is accepted and takes effect."""
    properties.generated("valid")


@pytest.mark.requirement("RJ-PROPERTY-6", "RJ-PROPERTY-5")
def test_generated_invalid_requests_are_refused(properties: Properties) -> None:
    """Whatever is wrong with a request, it never crashes the operation, and should be refused."""
    properties.generated("invalid")
