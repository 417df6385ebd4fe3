"""Reading bodies: the seven declared media types, in any charset, into named members."""

import json
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reject_contract.mock.http import Request
from reject_contract.mock.refusals import malformed, unsupported_media_type

Members = dict[str, object]
Parser = Callable[[bytes, str | None], object]

JSON_TYPES = ("application/json", "text/json", "application/json-patch+json", "application/merge-patch+json")
XML_TYPES = ("application/xml", "text/xml")
FORM_TYPE = "application/x-www-form-urlencoded"

_LISTS = frozenset({"participants", "dates", "links"})
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def content_type(request: Request) -> tuple[str, str | None]:
    """The body's media type in lower case ("" when none is given), and its charset."""
    media_type, *parameters = (request.header("Content-Type") or "").split(";")
    charset = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"')
    return media_type.strip().lower(), charset


def decode(data: bytes, charset: str) -> str:
    """The text of a body, without a byte order mark."""
    try:
        text = data.decode(charset)
    except LookupError:
        raise unsupported_media_type("The charset of the body is not known.") from None
    except ValueError:
        raise malformed("The body is not text in its charset.") from None
    return text.removeprefix("\ufeff")


class BodyReader:
    """Turns request bodies into members; its parts can be replaced one by one."""

    def __init__(self) -> None:
        self.content_type: Callable[[Request], tuple[str, str | None]] = content_type
        self.decode: Callable[[bytes, str], str] = decode
        self.parsers: dict[str, Parser] = {
            **dict.fromkeys(JSON_TYPES, self.parse_json),
            **dict.fromkeys(XML_TYPES, self.parse_xml),
            FORM_TYPE: self.parse_form,
        }
        self.members: Callable[[Request, str], Members] = self._members

    def _members(self, request: Request, root: str) -> Members:
        """The members of a request's body, which in XML is an element named root."""
        if not request.body:
            raise malformed("The body is missing.")
        media_type, charset = self.content_type(request)
        parser = self.parsers.get(media_type)
        if parser is None:
            raise unsupported_media_type("The media type of the body is not supported.")
        value = parser(request.body, charset)
        if isinstance(value, Element):
            value = xml_members(value, root)
        if not isinstance(value, dict):
            raise malformed("The body must be an object.")
        return value

    def parse_json(self, data: bytes, charset: str | None) -> object:
        """Any JSON value, read strictly; of equal names the last one counts."""
        text = self.decode(data, charset or json.detect_encoding(data))
        try:
            return json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise malformed("The body is not valid JSON.") from None

    def parse_xml(self, data: bytes, charset: str | None) -> Element:
        """The root element of a document that has neither DTD nor entities."""
        source: str | bytes = self.decode(data, charset) if charset else data
        try:
            return fromstring(source, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
            raise malformed("The body is not valid XML.") from None

    def parse_form(self, data: bytes, charset: str | None) -> object:
        """The fields of a form; of equal names the last one counts."""
        charset = charset or "utf-8"
        text = self.decode(data, charset)
        try:
            return dict(parse_qsl(text, keep_blank_values=True, encoding=charset, errors="strict"))
        except ValueError:
            raise malformed("The body is not a valid form.") from None


def xml_members(element: Element, root: str) -> Members:
    """The members of a document, whose root may be in any namespace or in none."""
    if local_name(element) != root:
        raise malformed(f"The root element must be {root}.")
    return {local_name(child): _xml_value(child) for child in element}


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _xml_value(element: Element) -> object:
    if element.get(_NIL) in ("true", "1"):
        return None
    if local_name(element).lower() in _LISTS:
        return [_xml_value(child) for child in element]
    if len(element):
        return {local_name(child): _xml_value(child) for child in element}
    return element.text or ""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
