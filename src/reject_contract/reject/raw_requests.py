"""What is tried on raw connections: each scenario sends rejects and returns what came back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from reject_contract.http import raw_connection
from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.http.raw_connection import Message, RawConnection, chunked
from reject_contract.http.reading import TIMEOUT
from reject_contract.http.transport import Patience, asked_to_wait
from reject_contract.http.violation import Unjudged
from reject_contract.reject import bodies
from reject_contract.reject.client import OPERATION
from reject_contract.target.credentials import Credential

T = TypeVar("T")
INTERIM = 1.0
"""Seconds that a server is given to say 100 Continue before the body is sent anyway."""
SURE = 3
"""Expectations after which a server is known to tell nothing."""
CLOSING = 5.0
"""Seconds that a server is given to close a connection."""
GAP = 0.02
"""Seconds between the pieces of a request that is to arrive in pieces."""


class _ComeLater(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


LONG_ENOUGH = 8.0
"""Seconds to wait for what follows an answer; servers that close an idle connection mostly do so after 5."""


class ClosedEarly(Exception):
    """The server closed a connection before it answered the second of two requests, which it may do."""

    def __init__(self, first: Exchange) -> None:
        self.first = first


def pause_of(exchange: Exchange) -> float | None:
    """Seconds after which the target asks to come back, since it has done nothing yet; None where it does not."""
    return asked_to_wait(exchange.answer) if exchange.answer else None


@dataclass
class RawRequests:
    """Raw connections in the name of an account."""

    client: Client

    def alone(self, appointment_id: int) -> tuple[Exchange, bytes]:
        """Reject, and look what follows the answer on the connection."""
        return self._then(self._message(appointment_id), RawConnection.surplus)

    def header_section(self, appointment_id: int) -> tuple[Exchange, bytes]:
        """Reject, and return the header section of the answer as it came."""
        return self._then(self._message(appointment_id), lambda connection: connection.header_section)

    def in_a_row(self, first: Message, second: Message) -> list[Exchange]:
        """Two requests one after the other on one connection; on a new one where the server closed it."""

        def scenario() -> list[Exchange]:
            with RawConnection(self.client) as connection:
                connection.begin(first, first.all)
                one = self._answer(connection, first)
                if not connection.closed:
                    connection.begin(second, second.all)
                    if connection.waits(self.client.target.limits.timeout_seconds) and not connection.closed:
                        return [one, self._again_if_asked(connection.answer(second), second)]
            return [one, self.once(second)]

        return self._patiently(scenario)

    def closing(self, message: Message) -> tuple[Exchange, bool]:
        """A message that asks for the connection to be closed, and whether that happens once it is answered."""
        name, value = "Connection", "close"
        sent = replace(message.sent, headers=(*message.sent.headers, (name, value)))
        head = message.head.removesuffix(b"\r\n") + f"{name}: {value}\r\n\r\n".encode()
        last = replace(message, sent=sent, head=head)
        return self._then(last, lambda connection: connection.ends(CLOSING))

    def pipelined(self, first: Message, second: Message, data: bytes) -> list[Exchange]:
        """Two requests at once on one connection, the second sent as `data`.

        Where the target asks to come back later with the first, the second may have been carried out all the same.
        """

        def scenario() -> list[Exchange]:
            with RawConnection(self.client) as connection:
                connection.begin(first, b"")
                connection.begin(second, first.all + data)
                one = connection.answer(first)
                if not connection.closed and not connection.waits(max(LONG_ENOUGH, 20 * one.seconds)):
                    connection.hurry()
                if connection.closed:
                    raise ClosedEarly(one)
                return [one, self._again_if_asked(connection.answer(second), second, data)]

        return self._patiently(scenario)

    def chunked(self, appointment_id: int) -> Exchange:
        """A reject whose body comes in chunks."""
        plain = self._message(appointment_id, {"Transfer-Encoding": "chunked"})
        return self._once([plain.head, chunked(plain.body)], plain)

    def without_user_agent(self, appointment_id: int) -> Exchange:
        """A reject that does not say what sends it."""
        return self.once(self._message(appointment_id, {"User-Agent": None}))

    def in_pieces(self, appointment_id: int) -> Exchange:
        """A reject that arrives in four pieces."""
        message = self._message(appointment_id)
        whole, cut = message.all, len(message.head)
        pieces = [whole[: cut // 2], whole[cut // 2 : cut + 1], whole[cut + 1 : -1], whole[-1:]]
        return self._once(pieces, message, gap=GAP)

    def as_http_1_0(self, message: Message) -> Exchange:
        """A message, sent by an HTTP/1.0 client."""
        return self.once(replace(message, head=message.head.replace(b" HTTP/1.1\r\n", b" HTTP/1.0\r\n", 1)))

    def once(self, message: Message) -> Exchange:
        """A message on a connection of its own."""
        return self._once([message.all], message)

    def expecting(self, appointment_id: int) -> tuple[Exchange, bool]:
        """A reject that asks for 100 Continue before it sends its body, and whether it got one."""
        return self.expecting_message(self._message(appointment_id, {"Expect": "100-continue"}))

    def expecting_message(self, message: Message) -> tuple[Exchange, bool]:
        """Any message that asks for 100 Continue; a server that never tells it is not waited for each time.

        One that also takes long once it has the body is slow, and is not said to have waited for it.
        """
        transport = self.client.transport
        hurries = transport.not_continued >= SURE

        def scenario() -> tuple[Exchange, bool]:
            with RawConnection(self.client) as connection:
                connection.begin(message, message.head)
                told = connection.told_to_continue(GAP if hurries else INTERIM)
                transport.not_continued = transport.not_continued + 1 if told is None else 0
                if told is not False:
                    connection.send(message.body)
                began = time.monotonic()
                exchange = self._answer(connection, message)
                return exchange, told is True or hurries or time.monotonic() - began > INTERIM / 2

        return self._patiently(scenario)

    def pieces(self, message: Message, pieces: Sequence[bytes]) -> Exchange:
        """A message as the pieces that are sent one after the other."""
        return self._once(pieces, message, gap=GAP)

    def head(self) -> tuple[Exchange, bytes]:
        """HEAD on the operation's address, and what follows its header section."""
        return self._then(
            raw_connection.message(self.client, OPERATION.path, b"", method="HEAD"), RawConnection.surplus
        )

    def beside(self, other: Client, own_id: int, others_id: int) -> list[Exchange]:
        """Two people's rejects that are complete at the same moment."""
        return self._at_once([self._message(own_id), RawRequests(other)._message(others_id)])

    def at_once(self, appointment_ids: Sequence[int], reasons: Sequence[str]) -> list[Exchange]:
        """Rejects that are complete at the same moment: all wait for their last byte, then get it."""
        pairs = zip(appointment_ids, reasons, strict=True)
        return self._at_once([self._message(each, reason=reason) for each, reason in pairs])

    def _at_once(self, messages: Sequence[Message]) -> list[Exchange]:
        connections: list[RawConnection] = []
        try:
            for message in messages:
                connection = RawConnection(self.client).__enter__()
                connections.append(connection)
                connection.begin(message, message.all[:-1])
            for connection, message in zip(connections, messages, strict=True):
                connection.send(message.all[-1:])
            exchanges = self._answers(connections, messages)
        finally:
            for connection in connections:
                connection.__exit__()
        return [self._again_if_asked(each, message) for each, message in zip(exchanges, messages, strict=True)]

    def _answers(self, connections: Sequence[RawConnection], messages: Sequence[Message]) -> list[Exchange]:
        """The answers to requests that were all sent at once: where one ran out of time, the others have had theirs."""
        exchanges: list[Exchange] = []
        for connection, message in zip(connections, messages, strict=True):
            if exchanges and exchanges[-1].problem == TIMEOUT:
                connection.hurry()
            exchanges.append(connection.answer(message))
        return exchanges

    def valid(self, appointment_id: int) -> Message:
        """A valid reject, as it is sent."""
        return self._message(appointment_id)

    def of_another_type(self, appointment_id: int) -> Message:
        """A reject of an undeclared media type."""
        return self._message(appointment_id, {"Content-Type": "text/plain"})

    def of_another_method(self, appointment_id: int) -> Message:
        """A reject by PUT, with its body."""
        body = self._body(appointment_id)
        length = {"Content-Length": str(len(body))}
        return raw_connection.message(self.client, OPERATION.path, body, headers=length, method="PUT")

    def reading(self, appointment_id: int) -> Message:
        """No reject: the account reads an appointment."""
        sent = self.client.request("GetAppointmentEntity", appointmentEntityId=appointment_id)
        return raw_connection.message(self.client, sent.url.removeprefix(self.client.target.root), b"")

    def broken(self) -> Message:
        """JSON that ends too early, and names nothing."""
        return raw_connection.message(self.client, OPERATION.path, b'{"AppointmentId": ')

    def without_credential(self, appointment_id: int) -> Message:
        """A reject of nobody."""
        nobody: Credential = {}
        return raw_connection.message(self.client, OPERATION.path, self._body(appointment_id), credential=nobody)

    def _message(
        self, appointment_id: int, headers: dict[str, str | None] | None = None, reason: str = "Busy"
    ) -> Message:
        return raw_connection.message(self.client, OPERATION.path, self._body(appointment_id, reason), headers=headers)

    def _body(self, appointment_id: int, reason: str = "Busy") -> bytes:
        return bodies.encode(bodies.request(appointment_id, reason), "application/json")

    def _then(self, message: Message, look: Callable[[RawConnection], T]) -> tuple[Exchange, T]:
        """Send on a connection of its own, and look at the connection once the answer is there."""

        def scenario() -> tuple[Exchange, T]:
            with RawConnection(self.client) as connection:
                connection.begin(message, message.all)
                return self._answer(connection, message), look(connection)

        return self._patiently(scenario)

    def _once(self, pieces: Sequence[bytes], message: Message, gap: float = 0.0) -> Exchange:
        def scenario() -> Exchange:
            with RawConnection(self.client) as connection:
                connection.begin(message, pieces[0])
                for piece in pieces[1:]:
                    time.sleep(gap)
                    connection.send(piece)
                return self._answer(connection, message)

        return self._patiently(scenario)

    def _answer(self, connection: RawConnection, message: Message) -> Exchange:
        exchange = connection.answer(message)
        if (pause := pause_of(exchange)) is not None:
            raise _ComeLater(pause)
        return exchange

    def _again_if_asked(self, exchange: Exchange, message: Message, data: bytes = b"") -> Exchange:
        """The answer; where the target asks to come back later, the one to the message alone, on a new connection."""
        if (pause := pause_of(exchange)) is None:
            return exchange
        Patience().wait(pause)
        return self._once([data or message.all], message)

    def _patiently(self, scenario: Callable[[], T]) -> T:
        """Repeat the scenario where the target asked to come back later: it has done nothing yet."""
        patience = Patience()
        while True:
            try:
                return scenario()
            except _ComeLater as later:
                patience.wait(later.seconds)
            except OSError as reason:
                self.client.transport.check_alive(str(reason))
                raise Unjudged(f"no raw connection to {self.client.target.root}: {reason}") from None
