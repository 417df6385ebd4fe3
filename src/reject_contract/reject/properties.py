"""Sends generated requests to a real invitation, and has them judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import allure
import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, given
from hypothesis.stateful import run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from reject_contract.http.exchange import Exchange
from reject_contract.http.recorder import attach
from reject_contract.http.violation import Omitted, Violation
from reject_contract.reject import generated_cases, judge, recommended, state_machine, xml_shapes
from reject_contract.reject.bodies import PLAIN, Shape
from reject_contract.reject.client import RejectClient
from reject_contract.reject.generated_cases import Generated
from reject_contract.stage.given import MADE
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage


@dataclass
class Properties:
    """Generated requests of one account; seeded, so that a run can be repeated."""

    client: RejectClient
    stage: Stage
    examples: int
    seed: int

    def systematic(self, name: str) -> None:
        """Send one systematic case, and judge it by its sort."""
        self._judge(generated_cases.systematic()[name], "RJ-PROPERTY-2")

    def generated(self, wanted: str) -> None:
        """Send requests that are valid, or that have something wrong or open about them, and judge each."""
        self.hold_for(generated_cases.valid() if wanted == "valid" else generated_cases.invalid(), wanted)

    def hold_for(self, strategy: SearchStrategy[Generated], wanted: str) -> None:
        """Send generated cases and judge each by its sort; `Omitted` where none of the wanted sort was among them."""
        seen = {"valid": 0, "invalid": 0, "unclear": 0}

        def property_holds(generated: Generated) -> None:
            self.client.recorder.clear()
            seen[generated.verdict] += 1
            self._judge(generated, "RJ-PROPERTY-5")

        test: Callable[[], Any] = hypothesis.seed(self.seed)(self._settings()(given(strategy)(property_holds)))
        self._summarised(test)
        allure.attach(json.dumps(seen), name="requests by sort", attachment_type=allure.attachment_type.JSON)
        if not seen[wanted]:
            raise Omitted(f"none of {sum(seen.values())} generated requests is {wanted}; ask for more with --examples")

    def agree_with_the_model(self) -> None:
        """Lead the server and a model of it through the same steps."""
        if not self.stage.makes:
            raise Omitted(MADE)
        examples = max(1, self.examples // 4)
        settings = hypothesis.settings(self._settings(), stateful_step_count=10, max_examples=examples)
        seeded = hypothesis.seed(self.seed)(state_machine.machine(self.client, self.stage))
        self._summarised(lambda: run_state_machine_as_test(seeded, settings=settings))

    def _summarised(self, test: Callable[[], Any]) -> None:
        """Run many requests, of which the report shows only the one that fails, once it is shrunk."""
        try:
            with self.client.recorder.summarised():
                test()
        except Violation as violation:
            if violation.exchange:
                with allure.step("The smallest request that fails"):
                    attach([violation.exchange])
            raise

    def _settings(self) -> hypothesis.settings:
        return hypothesis.settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            derandomize=False,
            print_blob=False,
            report_multiple_bugs=False,
            verbosity=Verbosity.quiet,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )

    def _judge(self, generated: Generated, refusal: str) -> None:
        """Judge one request; what the fragment calls invalid is refused as far as the requirement `refusal` goes."""
        only_this = isinstance(generated.body, dict) and generated.body.get("UpdateMode") == "OnlyThis"
        # What other modes do to an occurrence of a series is another matter.
        invitation = self.stage.invitation() if only_this else self.stage.single()
        exchange = self._send(generated, invitation)
        if generated.verdict == "valid":
            judge.declined(exchange, invitation, reason=generated.body["RejectReason"])
        elif generated.verdict == "invalid" and generated.names_the_invitation:
            recommended.refusal(exchange, invitation, refusal)
        elif generated.verdict == "invalid":
            recommended.refusal_of_nothing(exchange, invitation, refusal)
        elif generated.names_the_invitation:
            judge.accepted_or_refused(exchange, invitation)
        else:
            judge.not_crashed(exchange)
            judge.untouched(exchange, invitation)
        generated_cases.check(generated, exchange)
        self.stage.give_back(invitation)

    def _send(self, generated: Generated, invitation: Invitation) -> Exchange:
        def send(shape: Shape = PLAIN) -> Exchange:
            body = generated.content(invitation.id, shape)
            return self.client.send_reject(body, generated.media_type, query=generated.query)

        if generated.verdict == "valid":
            return xml_shapes.first_that_works(send, invitation, generated.media_type)
        return send()
