"""What the transport gives and refuses before the application sees a request."""

from dataclasses import dataclass


@dataclass
class TransportOptions:
    """How generous the transport is, and what is wrong with it."""

    body_limit: int = 30 * 1024 * 1024
    expectation_refused: bool = False
    expectation_ignored: bool = False
    chunked_refused: int = 0
    """The status that refuses a body in chunks; 0 reads it."""
    extensions_crash: bool = False
    host_ignored: bool = False
    behind_dropped: bool = False
    """Whether what came together with a request is lost."""
    reads_on: bool = False
    """Whether a connection that was announced to close is read to the client's end of it."""
    chunks_dropped: bool = False
    first_piece_only: bool = False
    interim: bytes = b""
    """Interim answers that are sent before each answer."""
