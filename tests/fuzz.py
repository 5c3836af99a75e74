"""Requests made up from the OpenAPI document, by themselves and in chains that follow its links, sent to the
whole application over a real database; every answer is held against the document.

What fails is collected and told at the end, so that one run finds everything that it can.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis.errors import Flaky, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup, MalformedJson
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from signed_in import SAME_ORIGIN, account
from studio import Studio

from cms import signing_in
from cms.api.callers import COOKIE
from cms.api.pace import Pace
from cms.db import writing
from cms.models import Account

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    response_schema_conformance,
    content_type_conformance,
    response_headers_conformance,
]
#: Steps of one chain.
CHAIN = 12


@dataclass
class Fuzz:
    """A house to send to and what came of it.

    Attributes:
        studio: the house.
        here: what there is in it, by noun or by the name of a part of a path.
        caller: gives what says who calls, fresh for each chain.
        statuses: how often each status was answered.
        operations: how often each operation was called.
        found: what an answer did that the document does not tell, each once.
    """

    studio: Studio
    here: dict[str, str]
    caller: Callable[[], dict[str, Any]]
    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    found: dict[str, str] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many requests were sent."""
        return self.statuses.total()

    def named(self, path: str) -> dict[str, str] | None:
        """The parts of that path that name something here, so that requests come past the 404."""
        noun = path.split("/")[3] if path.startswith("/api/v1/") else ""
        if "{id}" in path and noun in self.here:
            return {"id": self.here[noun]}
        return {"class_name": self.here["class_name"]} if "{class_name}" in path else None

    def send(self, case: Any, brought: dict[str, Any]) -> Any:
        """One request; its answer is held against the document."""
        answer = case.call(**brought)
        self.statuses[answer.status_code] += 1
        self.operations[case.operation.label] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                if answer.status_code != 206 or not isinstance(failure, MalformedJson):  # a range is no JSON
                    self._note(case, answer, failure)
        return answer

    def _note(self, case: Any, answer: Any, failure: Exception) -> None:
        what = f"{case.operation.label}: {answer.status_code} {type(failure).__name__}"
        asked = f"{case.formatted_path} query {case.query} body {str(case.body)[:300]}"
        self.found.setdefault(what, f"{failure}\n  {asked}\n  {answer.content[:300]!r}")


def fill(studio: Studio) -> dict[str, str]:
    """Something of everything, by noun; and no pace, as many requests at once are the point."""
    studio.app.state.pace = Pace(0.0)
    studio.dance_class("spring-combo-1")
    studio.beats("spring-combo-1")
    studio.build("spring-combo-1")
    account(studio)
    key = studio.post("/keys", {"name": "to be revoked", "scopes": ["read"]})
    upload = studio.post("/uploads", {"filename": "a.mov", "bytes": 5})
    nouns = ("songs", "dancers", "builds", "packs", "accounts")
    here = {noun: studio.get(f"/{noun}")["items"][0]["id"] for noun in nouns}
    return {**here, "keys": key["id"], "uploads": upload["id"], "class_name": "spring-combo-1"}


def nobody() -> dict[str, Any]:
    """Who brings nothing."""
    return {}


def an_admin(studio: Studio) -> Callable[[], dict[str, Any]]:
    """A person who may do everything, with a session of this moment: what is sent can end it, or them."""
    who = account(studio, "admin")

    def sign_in() -> dict[str, Any]:
        with writing(studio.house.engine) as session:
            row = session.get_one(Account, who)
            row.role, row.disabled_at = "admin", None
            token = signing_in.open_session(session, row)
        return {"headers": SAME_ORIGIN, "cookies": {COOKIE: token}}

    return sign_in


def by_themselves(fuzz: Fuzz, *, examples: int, seed: int) -> None:
    """So many requests of every operation, half of them broken."""
    for operation in _operations(fuzz.studio):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            brought = fuzz.caller()

            def send(case: Any) -> None:
                fuzz.send(case, brought)  # noqa: B023 - called within this round

            pinned = fuzz.named(operation.path) if mode is GenerationMode.POSITIVE else None
            test = given(case=operation.as_strategy(mode, path_parameters=pinned))(send)
            with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
                hypothesis.seed(seed)(_settings(max(1, examples // 2))(test))()  # not all can be broken


def in_chains(fuzz: Fuzz, *, chains: int, seed: int) -> None:
    """So many chains of requests in which what an answer names is asked for next."""

    class Chain(_schema(fuzz.studio).as_state_machine()):  # type: ignore[misc] - made while it runs
        def setup(self) -> None:
            self.brought = fuzz.caller()

        def step(self, given: Any) -> Any:
            answer = fuzz.send(given.case, self.brought)
            if answer.status_code == 401:  # what was sent has ended the session
                self.brought = fuzz.caller()
            self.after_call(answer, given.case)
            return schemathesis.generation.stateful.state_machine.StepOutput(answer, given.case)

    Chain._hypothesis_internal_use_seed = seed  # where Hypothesis looks for it
    with suppress(Flaky):  # the house remembers what was sent before, which Hypothesis does not expect
        Chain.run(settings=hypothesis.settings(_settings(chains), stateful_step_count=CHAIN))


def _schema(studio: Studio) -> Any:
    schema = schemathesis.openapi.from_asgi("/openapi.json", studio.app)
    schema.config.generation.with_security_parameters = False  # who calls is for us to say
    return schema.exclude(path_regex="/events$")  # it streams until a build has ended


def _operations(studio: Studio) -> Iterator[Any]:
    return (found.ok() for found in _schema(studio).get_all_operations())


def _settings(examples: int) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
