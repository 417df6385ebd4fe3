"""The four accounts of the mock and everything that proves who they are."""

import base64
import hashlib
from dataclasses import dataclass

SESSION_COOKIE = "SOSESSION"
INSTALLATIONS = ("onsite", "online")


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("/".join(("reject-contract mock", *parts)).encode()).digest()


def _base64(*parts: str) -> str:
    return base64.b64encode(_digest(*parts)).decode()


@dataclass(frozen=True)
class Account:
    """A user of the system, with one secret for each kind of credential."""

    name: str
    associate_id: int

    @property
    def person_id(self) -> int:
        """The id of the user's person card."""
        return self.associate_id + 100

    @property
    def password(self) -> str:
        """The password that goes with the account's name."""
        return "Pw." + _digest("password", self.name).hex()[:32]

    @property
    def ticket(self) -> str:
        """A live SoTicket."""
        return "7T:" + _base64("ticket", self.name)

    @property
    def token(self) -> str:
        """A live Bearer token."""
        return "8A:Cust12345." + _digest("token", self.name).hex()

    @property
    def session(self) -> str:
        """The value of the cookie that names the account's live session."""
        return _digest("session", self.name).hex()

    @property
    def xsrf_token(self) -> str:
        """The token that belongs to the account's live session."""
        return _digest("xsrf", self.name).hex()

    @property
    def expired_ticket(self) -> str:
        """A SoTicket that was live once."""
        return "7T:" + _base64("expired ticket", self.name)


ORGANIZER = Account("organizer", 10)
INVITEE = Account("invitee", 11)
BYSTANDER = Account("bystander", 12)
OUTSIDER = Account("outsider", 13)
ACCOUNTS = (ORGANIZER, INVITEE, BYSTANDER, OUTSIDER)

APP_TOKEN = _digest("app token").hex()
"""The application token that goes with SoTickets of an online installation."""

_BY_ASSOCIATE_ID = {account.associate_id: account for account in ACCOUNTS}


def account_of(associate_id: int) -> Account | None:
    """The account of an associate, or none."""
    return _BY_ASSOCIATE_ID.get(associate_id)
