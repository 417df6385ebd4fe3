"""Other right times: slower answers, and limits on their number."""

import time
from itertools import count

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.behaviours import variant
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal
from reject_contract.mock.variants.tools import every_answer


@variant
def a_little_latency(app: App) -> None:
    """Every answer takes two milliseconds more."""
    every_answer(app, lambda request, answer: setattr(answer, "delay", 0.002))


@variant
def slow_now_and_then(app: App) -> None:
    """Every thousandth answer takes half a second."""
    numbers = count(1)
    every_answer(app, lambda r, answer: setattr(answer, "delay", 0.0 if next(numbers) % 1000 else 0.5))


def _throttle(app: App, every: int, wait: str) -> None:
    handle, numbers = app.handle, count(1)
    problem = Refusal(429, "TooManyRequests", "Come back a little later.")

    def throttle(request: Request) -> Response:
        if next(numbers) % every:
            return handle(request)
        answer = app.refuse(request, problem)
        answer.headers.append(("Retry-After", wait))
        return answer

    app.handle = throttle


@variant
def throttled_retry_after_0(app: App) -> None:
    """Every tenth request is answered with 429 and Retry-After: 0, and not done."""
    _throttle(app, 10, "0")


@variant
def throttled_retry_after_1(app: App) -> None:
    """Every twelve hundredth request is answered with 429 and Retry-After: 1, and not done."""
    _throttle(app, 1200, "1")


@variant
def rejects_one_after_the_other(app: App) -> None:
    """Rejects wait for each other, so that those sent at once take effect in turn."""
    effect = app.reject.effect

    def in_turn(request: Request, account: Account, command: RejectCommand) -> None:
        with app.lock:
            time.sleep(0.003)
            effect(request, account, command)

    app.reject.effect = in_turn
