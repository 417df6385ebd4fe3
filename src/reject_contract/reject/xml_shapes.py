"""Rejects in XML, whose shape no document shows: those that a server may want are tried until one takes effect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import Unjudged
from reject_contract.reject import bodies, judge
from reject_contract.reject.bodies import PLAIN, Shape
from reject_contract.reject.client import RejectClient
from reject_contract.stage.invitations import Invitation

TOLD_BY_STATUS = (None, 401, 406, 415)
"""What speaks of the credential, of Accept or of the media type, and not of the shape; no answer speaks for itself."""
WANTED = re.compile(r"Expecting element '([\w.-]+)' from namespace '([^'\s]*)'")
"""How .NET's DataContractSerializer says which root element it wants."""


def reject(
    client: RejectClient, invitation: Invitation, reason: str, media_type: str, mode: str = "OnlyThis"
) -> Exchange:
    """Send a valid reject; XML in the shapes that a server may want, until one of them takes effect."""

    def send(shape: Shape) -> Exchange:
        return client.reject(invitation.id, reason, mode, media_type=media_type, shape=shape)

    return first_that_works(send, invitation, media_type)


def first_that_works(send: Callable[[Shape], Exchange], invitation: Invitation, media_type: str | None) -> Exchange:
    """Send in one shape after the other, where the media type is XML, until the invitation is answered.

    Where none works, the answer to the shape counts in which this server understands a plain reject. `Unjudged`
    where there is no such shape: the server may want another one.
    """
    tried: dict[Shape, Exchange] = {}
    for shape, exchange in _attempts(send, invitation, media_type):
        tried[shape] = exchange
        if _works(exchange, invitation):
            return exchange
    if len(tried) == 1 or all(each.status in TOLD_BY_STATUS for each in tried.values()):
        return next(iter(tried.values()))
    return tried[_understood(invitation, (media_type or "").split(";")[0])]


def known(client: Client) -> Shape | None:
    """The shape that the target file gives."""
    given = client.target.xml
    return Shape(given.root or bodies.ROOT, given.namespace) if given else None


def understood(invitation: Invitation, media_type: str) -> tuple[Shape | None, Exchange | None]:
    """The first shape in which a plain reject of the invitation takes effect, and the last answer."""
    client, exchange = RejectClient.of(invitation.stage.invitee), None

    def send(shape: Shape) -> Exchange:
        return client.reject(invitation.id, media_type=media_type, shape=shape)

    for shape, exchange in _attempts(send, invitation, media_type):
        if _works(exchange, invitation):
            return shape, exchange
    return None, exchange


def _attempts(
    send: Callable[[Shape], Exchange], invitation: Invitation, media_type: str | None
) -> Iterator[tuple[Shape, Exchange]]:
    """Send in the shape that is known, or else in each that may be wanted, and in the one that an answer asks for."""
    given = known(invitation.stage.invitee)
    shapes = bodies.shapes(media_type, given)
    exchanges = []
    for shape in shapes:
        exchanges.append(send(shape))
        yield shape, exchanges[-1]
    wanted = next(filter(None, map(_wanted, exchanges)), PLAIN)
    if given is None and wanted not in shapes:
        yield wanted, send(wanted)


def _wanted(exchange: Exchange) -> Shape | None:
    """The shape that an answer asks for."""
    text = exchange.answer.text.replace("\\u0027", "'").replace("&apos;", "'") if exchange.answer else ""
    found = WANTED.search(text)
    return Shape(*found.groups()) if found else None


def _works(exchange: Exchange, invitation: Invitation) -> bool:
    return exchange.status == judge.NO_CONTENT and not (invitation.readable and invitation.read().pending)


def _understood(invitation: Invitation, media_type: str) -> Shape:
    """The shape in which a plain reject of another invitation takes effect."""
    shape, exchange = understood(invitation.stage.invitation(), media_type)
    if shape is None:
        raise Unjudged(
            f"no shape of {media_type} that was tried is understood ({exchange and exchange.summary()}); no document"
            " shows it: give xml: {root: …, namespace: …} in the target file"
        )
    return shape
