"""A ready target file, with which a running mock can be tested at once."""

from pathlib import Path

from reject_contract.mock.accounts import ACCOUNTS, APP_TOKEN, SESSION_COOKIE, Account

LIMITS = {
    "requests_per_second": 0,  # as many as it can take
    "requests": 100_000,
    "writes": 100_000,
    "timeout_seconds": 5,
    "slow_ms": 2000,
}


def target(base_url: str, installation: str, name: str, limits: dict[str, float]) -> dict[str, object]:
    """The content of a target file."""
    return {
        "name": name,
        "base_url": base_url,
        "installation": installation,
        "app_token": APP_TOKEN,
        "accounts": {account.name: credentials(account) for account in ACCOUNTS},
        "invitations": "provision",
        "consent": {"writes": True},
        "limits": {**LIMITS, **limits},
    }


def credentials(account: Account) -> dict[str, object]:
    """One account as a target file lists it, with every kind of credential."""
    return {
        "associate_id": account.associate_id,
        "basic": {"username": account.name, "password": account.password},
        "soticket": account.ticket,
        "bearer": account.token,
        "xsrf": {"token": account.xsrf_token, "cookies": {SESSION_COOKIE: account.session}},
    }


def write(path: Path, content: dict[str, object]) -> None:
    """Write a target file."""
    import yaml  # here, since a mock that only serves has no use for it

    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
