"""What the transport gives and refuses before the application sees a request."""

from dataclasses import dataclass


@dataclass
class TransportOptions:
    """How generous the transport is, and what is wrong with it."""

    body_limit: int = 30 * 1024 * 1024
    expectation_refused: bool = False
    expectation_ignored: bool = False
    expectation_ignored_in_chunks: bool = False
    chunked_refused: int = 0
    """The status that refuses a body in chunks; 0 reads it."""
    extensions_crash: bool = False
    host_ignored: bool = False
    second_length_ignored: bool = False
    behind_dropped: bool = False
    """Whether what came together with a request is lost."""
    behind_taken_for_body: bool = False
    """Whether what came together with a request is read as more of its body."""
    reads_on: bool = False
    """Whether a connection that was announced to close is read to the client's end of it."""
    chunks_dropped: bool = False
    trailers_left: bool = False
    """Whether the fields behind the last chunk are taken for the next request."""
    body_left_by: frozenset[str] = frozenset()
    """Methods whose body is taken for the next request."""
    first_piece_only: bool = False
    interim: bytes = b""
    """Interim answers that are sent before each answer."""
