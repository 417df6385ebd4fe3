"""What the mock says when it does not do what was asked."""


class Refusal(Exception):
    """A request that is refused: a status, the vendor's name of the error, and a message for its caller."""

    def __init__(self, status: int, error_type: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error_type = error_type
        self.message = message


def malformed(message: str) -> Refusal:
    """400: the request cannot be read."""
    return Refusal(400, "ArgumentException", message)


def invalid(message: str) -> Refusal:
    """400: the request can be read, but asks for what makes no sense."""
    return Refusal(400, "SoInvalidArgumentException", message)


def unauthenticated(message: str) -> Refusal:
    """401: nobody known is asking."""
    return Refusal(401, "SoSessionException", message)


def forbidden(message: str) -> Refusal:
    """403: who asks has no right to it."""
    return Refusal(403, "SoSentryException", message)


def not_found(message: str) -> Refusal:
    """404: there is no such thing."""
    return Refusal(404, "SoNotFoundException", message)


def method_not_allowed() -> Refusal:
    """405: the address is known, the method is not for it."""
    return Refusal(405, "SoIllegalOperationException", "The method is not allowed for this address.")


def unsupported_media_type(message: str) -> Refusal:
    """415: a body in a format that is not declared."""
    return Refusal(415, "UnsupportedMediaTypeException", message)


def crashed() -> Refusal:
    """500: something broke inside."""
    return Refusal(500, "Exception", "An unexpected error occurred.")
