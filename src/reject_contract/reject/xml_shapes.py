"""Rejects in XML, whose shape no document shows: those that a server may want are tried until one takes effect."""

from __future__ import annotations

from collections.abc import Callable

from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import Unjudged
from reject_contract.reject import bodies
from reject_contract.reject.bodies import Shape
from reject_contract.reject.client import RejectClient
from reject_contract.stage.invitations import Invitation

TOLD_BY_STATUS = (None, 401, 415)
"""What speaks of the credential or of the media type, and not of the shape; no answer at all speaks for itself."""


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
    shapes = bodies.shapes(media_type, known(invitation.stage.invitee))
    for shape in shapes:
        tried[shape] = exchange = send(shape)
        if exchange.status == 204 and not invitation.read().pending:
            return exchange
    if len(tried) == 1 or all(each.status in TOLD_BY_STATUS for each in tried.values()):
        return tried[shapes[0]]
    return tried[_understood(invitation, (media_type or "").split(";")[0])]


def known(client: Client) -> Shape | None:
    """The shape that the target file gives."""
    given = client.target.xml
    return Shape(given.root, given.namespace) if given else None


def _understood(invitation: Invitation, media_type: str) -> Shape:
    """The shape in which a plain reject of another invitation takes effect."""
    other = invitation.stage.invitation()
    client = RejectClient.of(invitation.stage.invitee)
    for shape in bodies.SHAPES:
        exchange = client.reject(other.id, media_type=media_type, shape=shape)
        if exchange.status == 204 and not other.read().pending:
            return shape
    raise Unjudged(
        f"no shape of {media_type} that was tried is understood ({exchange.summary()}); no document shows it:"
        " give xml: {root: …, namespace: …} in the target file"
    )
