"""The document is complete enough for a stranger, and the API holds it under generated requests."""

from collections import Counter

import jsonschema_rs
import postgres
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_schema_conformance,
    status_code_conformance,
)
from signed_in import SAME_ORIGIN, account, person
from studio import Studio

from cms.api.callers import COOKIE
from cms.api.openapi import document


@pytest.fixture
def described(sqlite_studio):
    return document(sqlite_studio.app)


def test_every_schema_has_an_example_and_every_field_a_description(described):
    for name, schema in described["components"]["schemas"].items():
        assert schema.get("description"), name
        if schema["type"] == "object":
            assert schema.get("examples"), name
            for field, value in schema["properties"].items():
                assert value.get("description"), f"{name}.{field}"


def test_every_operation_says_what_it_does_and_how_it_fails(described):
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            name = f"{method} {path}"
            assert operation["summary"], name
            assert operation["description"], name
            assert operation["tags"], name
            for parameter in operation.get("parameters", []) if path.startswith("/api/v1") else ():
                assert parameter.get("description"), f"{name} {parameter['name']}"
            for status, answer in operation["responses"].items():
                if path.startswith("/api/v1") and int(status) >= 400 and status != "416":  # its headers tell
                    schema = answer["content"]["application/problem+json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Problem"}, f"{name} {status}"
                    assert set(answer["content"]) == {"application/problem+json"}, f"{name} {status}"


def test_examples_fit_their_schemas(described):
    for name, schema in described["components"]["schemas"].items():
        whole = jsonschema_rs.validator_for({**schema, "components": described["components"]})
        for example in schema.get("examples", []):
            assert whole.is_valid(example), (name, [str(error) for error in whole.iter_errors(example)])


@pytest.fixture(scope="module")
def filled(postgres_server, postgres_template, tmp_path_factory):
    """A house with something in it, on the engine that is the stricter one about what it stores."""
    with postgres.copied(postgres_server, postgres_template) as url:
        studio = Studio(url, tmp_path_factory.mktemp("filled"))
        studio.dance_class("spring-combo-1")
        studio.beats("spring-combo-1")
        studio.build("spring-combo-1")
        studio.publish("staging", "spring-combo-1")
        account(studio)  # to be edited, disabled and more
        studio.key("read")  # to be revoked
        yield studio
        studio.house.engine.dispose()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "broken"])
def test_generated_requests_meet_what_the_document_says(filled, mode):
    """Valid requests and broken ones for every operation: no error of ours, nothing that is not told."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", filled.app)
    schema = schema.include(path_regex="^/api/v1/").exclude(path_regex="/events$")
    checks = [not_a_server_error, status_code_conformance, response_schema_conformance]
    statuses: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        pinned = _of_what_is_here(filled, operation.path)
        if mode is GenerationMode.NEGATIVE and not _takes_something(operation, pinned):
            continue
        caller = _caller(filled, operation.path)

        def send(case):
            answer = case.call(**caller)  # noqa: B023 - called within this round
            statuses[answer.status_code] += 1
            case.validate_response(answer, checks=checks)

        settings(
            max_examples=4,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(case=operation.as_strategy(mode, path_parameters=pinned))(send))()
    answered = sum(count for status, count in statuses.items() if status < 300) / sum(statuses.values())
    assert sum(statuses.values()) > 150
    assert answered > 0.3 if mode is GenerationMode.POSITIVE else answered < 0.2, statuses


def _caller(studio, path):
    """A key; for what people do with themselves a person at a browser, signed in anew."""
    if "/session" not in path:
        return {"headers": {"Authorization": f"Bearer {studio.secret}"}}
    return {"headers": SAME_ORIGIN, "cookies": {COOKIE: person(studio).cookies[COOKIE]}}


def _takes_something(operation, pinned):
    """Whether a request of it can be broken at all; what says who calls is ours, and so is the path."""
    given = [
        given
        for given in operation.iter_parameters()
        if given.location in (("query", "header") if pinned else ("query", "header", "path"))
        and given.name != "Authorization"
    ]
    return bool(given or len(operation.body))


def _of_what_is_here(studio, path):
    """Path parameters that name something, so that requests come past the 404."""
    if "{class_name}" in path:
        return {"class_name": "spring-combo-1", **({"number": 1} if "{number}" in path else {})}
    noun = path.split("/")[3]
    if "{id}" in path and noun != "uploads":
        items = studio.get(f"/{noun}")["items"]
        return {"id": items[-1 if noun == "keys" else 0]["id"]}  # the first key is the one that we call with
    return None
