"""What a user can get wrong."""


class UsageFault(Exception):
    """The user gave something that cannot be used; the message names it and says what to do."""
