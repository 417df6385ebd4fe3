"""Wrong passwords of real accounts: a domain locks an account out after some, so a run sends few of them."""

from __future__ import annotations

from reject_contract.http.exchange import Sent
from reject_contract.target import credentials
from reject_contract.target.target_file import Target

SCHEME = "basic "


class Lockout:
    """Tells requests that try a wrong password of an account of the target file."""

    def __init__(self, target: Target) -> None:
        self.most = target.wrong_passwords
        basics = (account.basic for account in target.accounts.given().values() if account.basic)
        self._known = {basic.username.casefold(): basic.password.get_secret_value() for basic in basics}

    def is_near(self, sent: Sent) -> bool:
        """Whether a domain would count this against one of the accounts."""
        for name, value in sent.headers:
            if name.lower() == "authorization" and value.lower().startswith(SCHEME):
                user, colon, password = (credentials.decoded(value[len(SCHEME) :]) or "").partition(":")
                known = self._known.get(user.casefold())
                if colon and known is not None and known != password:
                    return True
        return False
