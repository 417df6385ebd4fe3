"""Drift of the vendor's OpenAPI file, in Swagger 2 and in OpenAPI 3."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from reject_contract.drift import contract
from reject_contract.drift.check import drift
from reject_contract.drift.compare import Differences, Impact
from reject_contract.errors import UsageFault
from vendorpages import specification, written

Edit = Callable[[dict[str, Any], dict[str, Any]], object]
# What is done to the operation and to the schema of its request, and what is found.
EDITS: dict[str, tuple[Edit, Impact, str, str]] = {
    "property removed": (
        lambda call, body: body["properties"].pop("RejectReason"), "breaking", "property RejectReason", "RJ-BODY-5",
    ),
    "property added": (
        lambda call, body: body["properties"].update(SendEmail={"type": "boolean"}),
        "addition", "property SendEmail", "RJ-BODY-13",
    ),
    "property retyped": (
        lambda call, body: body["properties"]["AppointmentId"].update(type="string"),
        "breaking", "property AppointmentId, type", "RJ-BODY-4",
    ),
    "id widened": (
        lambda call, body: body["properties"]["AppointmentId"].update(format="int64"),
        "breaking", "property AppointmentId, format", "RJ-BODY-6",
    ),
    "id of no format": (
        lambda call, body: body["properties"]["AppointmentId"].pop("format"),
        "breaking", "property AppointmentId, format", "RJ-BODY-6",
    ),
    "property required": (
        lambda call, body: body.update(required=["AppointmentId"]),
        "breaking", "property AppointmentId, required", "RJ-BODY-11",
    ),
    "null allowed": (
        lambda call, body: body["properties"]["RejectReason"].update({"x-nullable": True}),
        "breaking", "property RejectReason, null", "RJ-BODY-10",
    ),
    "longest reason": (
        lambda call, body: body["properties"]["RejectReason"].update(maxLength=254),
        "addition", "property RejectReason, maxLength", "RJ-BODY-5",
    ),
    "no further properties": (
        lambda call, body: body.update(additionalProperties=False),
        "breaking", "request body, additional properties", "RJ-BODY-13",
    ),
    "mode removed": (
        lambda call, body: body["properties"]["UpdateMode"]["enum"].remove("StopRecurrence"),
        "breaking", "enum value UpdateMode.StopRecurrence", "RJ-MODE-10",
    ),
    "mode added": (
        lambda call, body: body["properties"]["UpdateMode"]["enum"].append("All"),
        "addition", "enum value UpdateMode.All", "RJ-MODE-16",
    ),
    "media type removed": (
        lambda call, body: call["consumes"].remove("text/json"), "breaking", "media type text/json", "RJ-TYPE-2",
    ),
    "answer described": (
        lambda call, body: call["responses"]["204"].update(schema={"type": "string"}),
        "breaking", "status 204, content", "RJ-FRAME-1",
    ),
    "answer types": (
        lambda call, body: call.update(produces=["text/json"]), "breaking", "header Accept, types", "RJ-HEADER-1",
    ),
    "status added": (
        lambda call, body: call["responses"].update({"409": {"description": "Conflict"}}), "addition", "status 409", "",
    ),
    "body optional": (
        lambda call, body: call["parameters"][0].update(required=False),
        "breaking", "request body, required", "RJ-BODY-2",
    ),
    "select required": (
        lambda call, body: call["parameters"][1].update(required=True),
        "breaking", "query parameter $select, required", "RJ-SELECT-1",
    ),
    "header added": (
        lambda call, body: call["parameters"].append({"name": "SO-Culture", "in": "header", "type": "string"}),
        "addition", "header SO-Culture", "RJ-HEADER-6",
    ),
    "security": (
        lambda call, body: call.update(security=[{"Password": []}]), "breaking", "security, alternatives", "RJ-AUTH-4",
    ),
    "threshold": (
        lambda call, body: call.update(description="NsApiSlow threshold: 500 ms."),
        "breaking", "operation, slow threshold", "RJ-TIME-1",
    ),
    "deprecated": (
        lambda call, body: call.update(deprecated=True), "addition", "operation, deprecated", "RJ-ANSWER-1",
    ),
}  # fmt: skip


def edited(edit: Edit) -> dict[str, Any]:
    """The specification with something done to it."""
    document: dict[str, Any] = copy.deepcopy(specification())
    edit(document["paths"][contract.operation().path]["post"], document["definitions"]["Request"])
    return document


def found(comparison: Differences, change: Impact) -> dict[str, tuple[str, ...]]:
    """The requirements of the differences of one kind, by what they are about."""
    return {str(each.subject): each.requirements for each in comparison.differences if each.change == change}


def test_specification_of_the_contract_does_not_drift(tmp_path: Path) -> None:
    """A Swagger file that says what the contract says differs in nothing but the security that it lacks."""
    comparison = drift(written(tmp_path, specification()))
    assert [str(each.subject) for each in comparison.differences] == ["security"]


@pytest.mark.parametrize("name", EDITS)
def test_change_of_the_specification_is_drift(tmp_path: Path, name: str) -> None:
    """A change has its kind, says what it is about, and names a requirement that rests on it."""
    edit, change, subject, requirement = EDITS[name]
    differences = found(drift(written(tmp_path, edited(edit))), change)
    assert {requirement} - {""} <= set(differences[subject])


@pytest.mark.parametrize("suffix", [".yaml", ".json", ".txt"])
def test_fragment_itself_does_not_drift(tmp_path: Path, suffix: str) -> None:
    """OpenAPI 3 is read as well, as YAML and as JSON: the contract's own file agrees with itself."""
    text = contract.FRAGMENT.read_text(encoding="utf-8")
    content = json.dumps(yaml.safe_load(text)) if suffix == ".json" else text
    assert drift(written(tmp_path, content, suffix)).differences == ()


def test_specification_written_in_parts_is_put_together(tmp_path: Path) -> None:
    """References and allOf say what the schema says that they stand for."""

    def split(call: dict[str, Any], body: dict[str, Any]) -> None:
        body["allOf"] = [{"properties": {"RejectReason": body["properties"].pop("RejectReason")}}]

    assert "property RejectReason" not in found(drift(written(tmp_path, edited(split))), "breaking")


def test_base_path_belongs_to_the_path(tmp_path: Path) -> None:
    """Swagger may write the beginning of all paths apart."""
    document: dict[str, Any] = {**specification(), "basePath": "/api/v1"}
    document["paths"] = {path.removeprefix("/api/v1"): item for path, item in document["paths"].items()}
    assert [str(each.subject) for each in drift(written(tmp_path, document)).differences] == ["security"]


def test_operation_that_moved_is_found_by_its_id(tmp_path: Path) -> None:
    """At another path it is the same operation, and its path has changed."""
    document: dict[str, Any] = specification()
    document["paths"] = {path.replace("/Reject", "/Decline"): item for path, item in document["paths"].items()}
    assert "RJ-PATH-1" in found(drift(written(tmp_path, document)), "breaking")["operation, path"]


def test_operation_that_is_gone_is_told_once(tmp_path: Path) -> None:
    """A file of the agent without the operation is drift, and one difference."""
    document = {**specification(), "paths": {contract.operation().path.replace("Reject", "Accept"): {"post": {}}}}
    assert found(drift(written(tmp_path, document)), "breaking") == {"operation": ("RJ-ANSWER-1",)}


def test_other_specification_is_refused(tmp_path: Path) -> None:
    """A file about other things is not compared."""
    with pytest.raises(UsageFault, match="it is another specification"):
        drift(written(tmp_path, {"openapi": "3.0.3", "paths": {"/pets": {}}}))
