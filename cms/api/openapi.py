"""The OpenAPI document: what FastAPI derives from the routes, and the problems that a route answers with."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from cms.api.deps import rules
from cms.api.problems import MEDIA_TYPE, FieldError, Problem

_WORDS = {
    "400": "The request cannot be read.",
    "401": "The caller is not known.",
    "403": "The caller lacks the scope.",
    "404": "There is no such thing.",
    "409": "It contradicts what is there.",
    "412": "Somebody changed it since it was read.",
    "413": "The body is too long.",
    "415": "The body comes as a type that is not read here.",
    "422": "Something given cannot be used; `errors` lists what.",
    "428": "If-Match is missing.",
    "429": "Too much at once; Retry-After says when.",
    "503": "The database is busy or away; try again.",
}
#: Query parameters that name a thing which may not be there.
_NAMES_SOMETHING = {"class", "against"}


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of this application."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schemas = found["components"]["schemas"]
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for model in (FieldError, Problem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    for kind in _kinds(BaseModel):
        if kind.__name__ in schemas and kind.__module__.startswith("cms.api."):
            _restore_examples(schemas[kind.__name__], kind)
    asked = rules(app)
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _tell_problems(method, path, operation, asked.get(f"{method.upper()} {path}"))
    return found


def _kinds(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _restore_examples(schema: dict[str, Any], kind: type[BaseModel]) -> None:
    """FastAPI drops every null from its document, those of examples too, which then lack their fields."""
    extra = kind.model_config.get("json_schema_extra")
    if isinstance(extra, dict):
        schema.update(extra)


def _tell_problems(method: str, path: str, operation: dict[str, Any], scope: str | None) -> None:
    headers = {given["name"].lower() for given in operation.get("parameters", []) if given["in"] == "header"}
    possible = {"503"}
    if scope is not None:
        possible |= {"401", "403", "429"}
        asked = "the session of a person" if scope == "person" else f"the scope `{scope}`"
        operation["description"] = f"{operation.get('description', '')}\n\nNeeds {asked}.".strip()
    asked_for = {given["name"] for given in operation.get("parameters", []) if given["in"] == "query"}
    if "{" in path or asked_for & _NAMES_SOMETHING:
        possible.add("404")
    if method in ("post", "put", "patch", "delete"):
        possible |= {"400", "404", "409"}
    if "if-match" in headers:
        possible |= {"412", "428"}
    if "requestBody" in operation:
        possible |= {"413", "415"}
    if operation.get("parameters") or "requestBody" in operation:
        possible.add("422")
    for status in possible:
        operation["responses"][status] = {
            "description": _WORDS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    operation["responses"] = dict(sorted(operation["responses"].items()))
