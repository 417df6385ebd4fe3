"""The two hand-written OpenAPI files: they are valid, say what the page says, and fit the mock."""

import json
from functools import cache
from itertools import product
from typing import Any

import pytest
import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.schemas import OpenApiSchema

from openapifiles import FILES, load, resolve, validator
from reject_contract.mock import MockServer, build_app
from reject_contract.mock.accounts import INVITEE, ORGANIZER, Account
from reject_contract.resources import OPENAPI

PATH = "/api/v1/Agents/Appointment/Reject"
MEDIA_TYPES = {
    "application/json",
    "text/json",
    "application/xml",
    "text/xml",
    "application/x-www-form-urlencoded",
    "application/json-patch+json",
    "application/merge-patch+json",
}
UPDATE_MODES = ["Unknown", "OnlyThis", "ThisAndForward", "StopRecurrence"]
CONFORMANCE = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
NEIGHBOURS = {
    "metadata",
    "v1AppointmentAgent_CreateDefaultAppointmentEntity",
    "v1AppointmentAgent_CalculateDays",
    "v1AppointmentAgent_SaveAppointmentEntity",
    "v1AppointmentAgent_GetAppointmentRecords",
    "v1AppointmentAgent_GetAppointmentEntity",
    "v1AppointmentAgent_GetMyDiary",
    "v1AppointmentAgent_WillSendEmail",
    "v1AppointmentAgent_GetCanInsertForAssociates",
    "v1AppointmentAgent_CleanUpBookingDeleted",
    "v1AppointmentAgent_Accept",
    "v1AppointmentAgent_SetSeen",
    "v1AppointmentAgent_DeleteAppointmentEntity",
    "v1AppointmentAgent_Delete",
}


@cache
def generator(name: str) -> OpenApiSchema:
    """Return a file as Schemathesis reads it."""
    return schemathesis.openapi.from_path(OPENAPI / name)


def operation() -> dict[str, Any]:
    """Return the operation that the whole project is about."""
    post: dict[str, Any] = load("reject.yaml")["paths"][PATH]["post"]
    return post


def responses() -> dict[str, dict[str, Any]]:
    """Return the operation's responses by status, references followed."""
    return {status: resolve(response) for status, response in operation()["responses"].items()}


def media_types_with_examples() -> list[tuple[str, dict[str, Any]]]:
    """List every body of the operation, with a name for it."""
    bodies = [(f"request {name}", body) for name, body in operation()["requestBody"]["content"].items()]
    for status, response in responses().items():
        bodies += [(f"{status} {name}", body) for name, body in response.get("content", {}).items()]
    return [(name, body) for name, body in bodies if body]  # "*/*": {} has nothing to check


@pytest.mark.parametrize("name", FILES)
def test_file_is_valid_openapi(name: str) -> None:
    """Both files are OpenAPI 3.1, references into each other included."""
    path = OPENAPI / name
    assert load(name)["openapi"].startswith("3.1.")
    errors = list(OpenAPIV31SpecValidator(load(name), base_uri=path.as_uri()).iter_errors())
    assert errors == []


def test_operation_is_the_pages() -> None:
    """reject.yaml describes the page's one operation and no other."""
    assert list(load("reject.yaml")["paths"]) == [PATH]
    assert list(load("reject.yaml")["paths"][PATH]) == ["post"]
    assert operation()["operationId"] == "v1AppointmentAgent_Reject"


def test_body_comes_in_seven_media_types() -> None:
    """The body is required, in any of the page's seven media types, and has the same schema in each."""
    body = operation()["requestBody"]
    assert body["required"] is True
    assert set(body["content"]) == MEDIA_TYPES
    schemas = {json.dumps(media_type["schema"]) for media_type in body["content"].values()}
    assert schemas == {'{"$ref": "#/components/schemas/RejectRequest"}'}


def test_body_has_three_open_properties() -> None:
    """The body has the page's three properties, none of them required, and others are not forbidden."""
    schema = load("reject.yaml")["components"]["schemas"]["RejectRequest"]
    assert list(schema["properties"]) == ["AppointmentId", "RejectReason", "UpdateMode"]
    assert not {"required", "additionalProperties", "minProperties"} & set(schema)
    assert "maxLength" not in schema["properties"]["RejectReason"]
    assert schema["xml"] == {"name": "RejectRequest"}


def test_update_mode_has_four_values() -> None:
    """UpdateMode is closed to the vendor's four names."""
    request = load("reject.yaml")["components"]["schemas"]["RejectRequest"]
    assert resolve(request["properties"]["UpdateMode"])["enum"] == UPDATE_MODES


def test_success_is_204_without_content() -> None:
    """The one success is a 204, and nothing is described as its content."""
    successes = [status for status in responses() if status.startswith("2")]
    assert successes == ["204"]
    assert "content" not in responses()["204"]


def test_responses_carry_their_basis() -> None:
    """Every response says who states it and where; all but the 204 say that it is not the page."""
    assert set(responses()) == {"204", "400", "401", "403", "404", "405", "415"}
    for status, answer in responses().items():
        assert answer.get("x-source"), status
        assert answer.get("x-basis") in ({"stated"} if status == "204" else {"derived", "standard"}), status


@pytest.mark.parametrize(("status", "header"), [("401", "WWW-Authenticate"), ("405", "Allow")])
def test_refusal_requires_its_header(status: str, header: str) -> None:
    """The two headers that RFC 9110 wants in a refusal are required here as well."""
    assert resolve(responses()[status]["headers"][header])["required"] is True


def test_authentication_has_four_alternatives() -> None:
    """Any of four ways of authenticating will do, and an XSRF token goes with a session's cookie."""
    document = load("reject.yaml")
    alternatives = [set(alternative) for alternative in document["security"]]
    assert alternatives == [{"Basic"}, {"SoTicket"}, {"Bearer"}, {"XsrfToken", "SessionCookie"}]
    schemes = document["components"]["securitySchemes"]
    assert (schemes["Basic"]["type"], schemes["Basic"]["scheme"]) == ("http", "basic")
    assert (schemes["Bearer"]["type"], schemes["Bearer"]["scheme"]) == ("http", "bearer")
    assert (schemes["SoTicket"]["in"], schemes["SoTicket"]["name"]) == ("header", "Authorization")
    assert (schemes["XsrfToken"]["in"], schemes["XsrfToken"]["name"]) == ("header", "X-XSRF-TOKEN")
    assert schemes["SessionCookie"]["in"] == "cookie"


@pytest.mark.parametrize("name", [name for name, _ in media_types_with_examples()])
def test_examples_fit_their_schema(name: str) -> None:
    """Every body has an example, and each example is valid against its own schema."""
    media_type = dict(media_types_with_examples())[name]
    assert media_type["examples"]
    for example in media_type["examples"].values():
        validator(media_type["schema"]).validate(resolve(example)["value"])


def test_page_sample_is_an_example() -> None:
    """The body of the page's sample request is among the examples, to the letter."""
    sample = load("reject.yaml")["components"]["examples"]["Sample"]["value"]
    assert sample == {"AppointmentId": 532, "RejectReason": "", "UpdateMode": "OnlyThis"}


@pytest.mark.parametrize(
    ("body", "valid"),
    [
        ({}, True),
        ({"AppointmentId": 532, "Comment": "further properties are not forbidden"}, True),
        ({"AppointmentId": "glops"}, False),
        ({"RejectReason": 7}, False),
        ({"UpdateMode": "Sometimes"}, False),
        ([], False),
    ],
)
def test_schema_tells_good_bodies_from_bad(body: object, valid: bool) -> None:
    """The schema accepts what the page leaves open, and refuses what it rules out."""
    assert validator({"$ref": "#/components/schemas/RejectRequest"}).is_valid(body) is valid


def test_generator_covers_every_media_type() -> None:
    """Schemathesis can load the file, and makes good and bad bodies of every media type."""
    schema = generator("reject.yaml")
    post = schema[PATH]["POST"]
    cases = schema.iter_coverage_cases(
        post, generation_modes=list(GenerationMode), generation_config=schema.config.generation
    )
    made = {(case.media_type, case.meta.generation.mode) for case in cases if case.media_type and case.meta}
    assert made == set(product(MEDIA_TYPES, GenerationMode))


def test_neighbours_are_the_ones_called() -> None:
    """neighbours.yaml describes the operations that the suite may call, and no others."""
    paths = load("neighbours.yaml")["paths"]
    described = {call["operationId"] for methods in paths.values() for call in resolve(methods).values()}
    assert described == NEIGHBOURS
    assert paths["/api"]["get"]["security"] == []


def test_shared_parts_are_written_once() -> None:
    """Ways of authenticating and update modes stand in reject.yaml; neighbours.yaml only points to them."""
    components = load("neighbours.yaml")["components"]
    schemes = load("reject.yaml")["components"]["securitySchemes"]
    assert components["securitySchemes"] == {
        name: {"$ref": f"reject.yaml#/components/securitySchemes/{name}"} for name in schemes
    }
    assert load("neighbours.yaml")["security"] == load("reject.yaml")["security"]
    assert "UpdateMode" not in components["schemas"]


def fitting_answer(server: MockServer, account: Account, method: str, body: object = None, **query: int) -> Any:
    """Call an operation of the agent; return what it answers, once that was seen to fit the file."""
    name = "reject.yaml" if method == "Reject" else "neighbours.yaml"
    described = generator(name).find_operation_by_id(f"v1AppointmentAgent_{method}")
    content: dict[str, Any] = {} if body is None else {"body": body, "media_type": "application/json"}
    case = described.Case(query=query, **content)
    response = case.call(base_url=server.base_url, auth=(account.name, account.password))
    case.validate_response(response, checks=CONFORMANCE)
    return response.json() if response.content else response.status_code


def test_neighbours_fit_the_mock() -> None:
    """The bundled mock answers the neighbours as neighbours.yaml describes them."""
    with MockServer(build_app()) as server:
        draft = fitting_answer(server, ORGANIZER, "CreateDefaultAppointmentEntity")
        draft |= {"StartDate": "2031-05-06T10:00:00", "EndDate": "2031-05-06T11:00:00"}
        draft["Participants"] = [{"AssociateId": each.associate_id} for each in (ORGANIZER, INVITEE)]
        draft["Recurrence"] = {"IsRecurrence": True, "Pattern": "Daily", "RecurrenceEndType": "Counter"}
        draft["Recurrence"] |= {"RecurrenceCounter": 2, "StartDate": draft["StartDate"]}
        draft["Recurrence"] = fitting_answer(server, ORGANIZER, "CalculateDays", {"AppointmentEntity": draft})
        saved = fitting_answer(server, ORGANIZER, "SaveAppointmentEntity", draft)
        ids = {"MotherId": 0, "RecurrenceRuleId": saved["Recurrence"]["RecurrenceId"]}
        rows = fitting_answer(server, ORGANIZER, "GetAppointmentRecords", ids)
        assert len(rows) == 4
        invited = next(row["AppointmentId"] for row in rows if row["AssociateId"] == INVITEE.associate_id)
        answer = {"AppointmentId": invited, "UpdateMode": "OnlyThis"}
        for method in ("SetSeen", "Accept", "Reject"):
            assert fitting_answer(server, INVITEE, method, answer) == 204
        found = fitting_answer(server, INVITEE, "GetAppointmentEntity", appointmentEntityId=invited)
        assert found["InvitationStatus"] == "Declined"
        time = {"StartTime": "2031-05-06T00:00:00", "EndTime": "2031-05-08T00:00:00", "Count": 9}
        assert len(fitting_answer(server, ORGANIZER, "GetMyDiary", time)) == 2
        mother = saved["AppointmentId"]
        assert fitting_answer(server, ORGANIZER, "DeleteAppointmentEntity", appointmentEntityId=mother) == 204
        assert fitting_answer(server, ORGANIZER, "GetAppointmentEntity", appointmentEntityId=mother) is None


@pytest.mark.parametrize(
    ("account", "body"),
    [
        (INVITEE, {"AppointmentId": 2_000_000_000}),
        (INVITEE, {"AppointmentId": "glops"}),
        (INVITEE, []),
        (Account("nobody", 0), {}),
    ],
)
def test_refusals_fit_the_mock(account: Account, body: object) -> None:
    """The bundled mock refuses as reject.yaml describes it, in status, headers and body."""
    with MockServer(build_app()) as server:
        assert fitting_answer(server, account, "Reject", body) != 204
