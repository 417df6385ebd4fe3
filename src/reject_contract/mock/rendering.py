"""Answers in the format that the caller prefers: JSON or XML."""

import json
import re
from xml.sax.saxutils import escape

from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal

ERROR_SOURCE = "SuperOffice.WebApi.Mock"

_OFFERED = ("application/json", "text/json", "application/xml", "text/xml")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def preferred_type(request: Request | None) -> str:
    """The media type, of those offered, that Accept likes best; JSON when it likes none or does not say."""
    accept = request.header("Accept") if request else None
    best, best_quality = _OFFERED[0], 0.0
    for part in (accept or "").split(","):
        pattern, *parameters = [piece.strip().lower() for piece in part.split(";")]
        quality = _quality(parameters)
        matching = [offer for offer in _OFFERED if _matches(pattern, offer)]
        if matching and quality > best_quality:
            best, best_quality = matching[0], quality
    return best


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


def _matches(pattern: str, offer: str) -> bool:
    return pattern in (offer, "*/*", offer.partition("/")[0] + "/*")


def render(request: Request | None, status: int, value: object, root: str) -> Response:
    """A value as an answer; root names its element in XML."""
    media_type = preferred_type(request)
    if media_type.endswith("xml"):
        body = f'<?xml version="1.0" encoding="utf-8"?>\n{to_xml(root, value)}'.encode()
    else:
        body = json.dumps(value).encode()
    return Response(status, [("Content-Type", f"{media_type}; charset=utf-8")], body)


def render_refusal(request: Request | None, refusal: Refusal) -> Response:
    """A refusal in the vendor's error shape."""
    value = {
        "Error": True,
        "ErrorType": refusal.error_type,
        "Message": refusal.message,
        "ErrorSource": ERROR_SOURCE,
    }
    return render(request, refusal.status, value, "Error")


def to_xml(name: str, value: object) -> str:
    """A value as an element; what XML cannot hold becomes U+FFFD."""
    if value is None:
        return f"<{name}/>"
    if isinstance(value, dict):
        inner = "".join(to_xml(str(key), each) for key, each in value.items())
    elif isinstance(value, list):
        inner = "".join(to_xml("Item", each) for each in value)
    elif isinstance(value, bool):
        inner = str(value).lower()
    else:
        inner = escape(_NOT_XML.sub("\ufffd", str(value)))
    return f"<{name}>{inner}</{name}>"
