"""Every error as application/problem+json (RFC 9457): what is wrong in a sentence for a person, and a stable
code for a program. Nothing of the machine (paths, hosts, SQL) is told.
"""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from cms import errors
from cms.api.safe_headers import safe_headers
from cms.models import new_id

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[errors.CmsError], int], ...] = (
    (errors.NotFoundError, 404),
    (errors.InvalidError, 422),
    (errors.StaleError, 412),
    (errors.ConflictError, 409),
    (errors.ForbiddenError, 403),
    (errors.UnauthorizedError, 401),
    (errors.StorageFullError, 507),
    (errors.BusyError, 503),
    (errors.StoreRefusedError, 503),
    (errors.TooManyError, 429),
)


class PreconditionRequiredError(errors.CmsError):
    """An edit did not say which state it has read."""

    code = "precondition-required"


class ContentTypeError(errors.CmsError):
    """The body comes as a type that the route does not read."""

    code = "content-type"


class FieldError(BaseModel):
    """One field that cannot be used."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"field": "difficulty", "sentence": "At most 5."}]}
    )

    field: str = Field(description="Where it is: a body field, a query parameter or a header.")
    sentence: str = Field(description="What is wrong with it.")
    code: str | None = Field(default=None, description="A stable name of the fault, where it has one.")


class Problem(BaseModel):
    """What every error looks like."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:eightcount:problem:stale",
                    "title": "Changed since it was read",
                    "status": 412,
                    "detail": "Somebody changed this song since you read it. Read it again, then edit.",
                    "code": "stale",
                    "errors": [],
                    "facts": {"version": 4},
                }
            ]
        }
    )

    type: str = Field(description="A URN that names the kind of problem; it ends in `code`.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The HTTP status, once more.")
    detail: str = Field(description="What is wrong and what to do, for a person.")
    code: str = Field(description="The kind of problem, for a program; it does not change.")
    errors: list[FieldError] = Field(default_factory=list, description="The fields that cannot be used.")
    facts: dict[str, Any] = Field(default_factory=dict, description="Figures that help a program to go on.")


#: So many faults of a request are listed; one request can have a hundred thousand.
_MOST_FAULTS = 50
#: How much of a name that somebody made up is repeated to them.
_MOST_LETTERS = 80

_TITLES = {
    "not-found": "Not found",
    "invalid": "Cannot be used",
    "stale": "Changed since it was read",
    "conflict": "Contradicts what is there",
    "forbidden": "Not allowed",
    "unauthorized": "Caller not known",
    "storage-full": "No room left",
    "store-away": "The store is away",
    "too-large": "Too large",
    "store-refused": "The store refuses",
    "store-no-bucket": "The store refuses",
    "store-no-credentials": "The store refuses",
    "store-no-permission": "The store refuses",
    "precondition-required": "Say what you have read",
    "busy": "Try again",
    "internal": "Broken",
    "content-type": "Content type not taken",
    "not-json": "Cannot be read",
    "not-signed-in": "Not signed in",
    "sign-in-failed": "Not signed in",
    "too-many-attempts": "Too many tries",
    "too-fast": "Too much at once",
    "cross-site": "From another site",
}
#: For codes of one route, which have no title of their own.
_TITLES_OF_STATUS = {
    403: _TITLES["forbidden"],
    404: _TITLES["not-found"],
    409: _TITLES["conflict"],
    412: _TITLES["stale"],
    422: _TITLES["invalid"],
}


def add_handlers(app: FastAPI) -> None:
    """Answer every error of this application as a problem."""
    app.add_exception_handler(errors.CmsError, _cms_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(IntegrityError, _integrity_error)
    app.add_exception_handler(OperationalError, _database_away)
    app.add_exception_handler(PoolTimeoutError, _database_away)
    app.add_exception_handler(Exception, _unexpected)


def too_large() -> JSONResponse:
    """The answer to a body that is longer than its route takes."""
    return _answer(413, "too-large", "The request is larger than this address takes. Send less at once.")


def _answer(
    status: int,
    code: str,
    detail: str,
    *,
    wrong: list[FieldError] | None = None,
    facts: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    problem = Problem(
        type=f"urn:eightcount:problem:{code}",
        title=_TITLES.get(code) or _TITLES_OF_STATUS.get(status) or HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        errors=wrong or [],
        facts=facts or {},
    )
    return JSONResponse(
        problem.model_dump(mode="json"),
        status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store"} | (headers or {}),
    )


def _cms_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, errors.CmsError):
        raise error
    request.state.problem = error.code  # the line of this request in the log says why
    if isinstance(error, PreconditionRequiredError):
        status = 428
    elif isinstance(error, ContentTypeError):
        status = 415
    else:
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
    facts = dict(error.facts)
    wrong = [FieldError.model_validate(given) for given in facts.pop("errors", [])]  # type: ignore[attr-defined]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if status in (429, 503):
        headers["Retry-After"] = str(error.facts.get("retry_after_s", 2))
    return _answer(status, error.code, error.sentence, wrong=wrong, facts=facts, headers=headers)


def _validation_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    for fault in error.errors():
        if fault["type"] == "json_invalid":
            return _not_json(str(error.body), int(fault["loc"][-1]), str(fault["ctx"]["error"]))
    if isinstance(error.body, bytes):  # a body of another type is not parsed
        return _answer(415, "content-type", "The body is JSON here: send Content-Type: application/json.")
    faults = error.errors()
    wrong = [
        FieldError(field=_place(fault["loc"]), sentence=_told(request, fault), code=fault["type"])
        for fault in faults[:_MOST_FAULTS]
    ]
    told = " ".join(f"{fault.field}: {fault.sentence}" for fault in wrong[:3])
    more = f" {len(faults) - 3} more are wrong." if len(faults) > 3 else ""
    return _answer(422, "invalid", f"The request cannot be used. {told}{more}", wrong=wrong)


def _not_json(text: str, at: int, why: str) -> JSONResponse:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    detail = f"The body cannot be read as JSON: {why}, line {line}, column {column}."
    return _answer(400, "not-json", detail, facts={"line": line, "column": column})


def _told(request: Request, fault: dict[str, Any]) -> str:
    """The fault in a sentence; of an unknown field of the body itself also what fields there are."""
    if fault["type"] != "extra_forbidden":
        return _sentence(fault["msg"])
    location = fault["loc"]
    body = getattr(request.scope.get("route"), "body_field", None)
    fields = getattr(body.field_info.annotation, "model_fields", {}) if body is not None else {}
    there = f"; fields are {', '.join(fields)}" if fields and len(location) == 2 else ""
    return f"There is no field '{str(location[-1])[:_MOST_LETTERS]}' here{there}."


def _http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 413:
        return too_large()
    sentences = {
        400: "The body cannot be read as JSON: it is not UTF-8 text, or it is nested too deep.",
        404: "There is nothing at this address. /docs lists what there is.",
        405: f"{request.method} is not possible at this address. /docs lists what is.",
        415: "The content type of the request is not one that this address takes.",
    }
    phrase = HTTPStatus(error.status_code).phrase
    code = {400: "not-json", 415: "content-type"}.get(error.status_code) or phrase.lower().replace(" ", "-")
    headers = dict(error.headers or {})
    sentence = sentences.get(error.status_code) or _sentence(str(error.detail))
    return _answer(error.status_code, code, sentence, headers=headers)


def _integrity_error(_request: Request, error: Exception) -> JSONResponse:
    _LOG.warning("two writes met", exc_info=error)
    return _answer(
        409,
        "conflict",
        "Somebody wrote the same thing at the same moment; yours was not saved. Read again, then retry.",
    )


def _database_away(_request: Request, error: Exception) -> JSONResponse:
    _LOG.error("the database did not answer", exc_info=error)
    return _answer(
        503,
        "busy",
        "The database is busy or away; nothing was saved. Try again in a moment.",
        headers={"Retry-After": "2"},
    )


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    mark = new_id()
    _LOG.error("%s %s broke, mark %s", request.method, request.url.path, mark, exc_info=error)
    return _answer(
        500,
        "internal",
        f"Something broke on the server and nothing was saved. Its log has the reason under {mark}.",
        facts={"mark": mark},
        headers=dict(safe_headers(request.app.state.house.settings)),  # this answer passes no middleware
    )


def _place(location: tuple[int | str, ...]) -> str:
    """("body", "titles", "en") -> "titles.en"."""
    parts = [part for part in location if part not in ("body", "query", "path", "header")]
    place = ".".join(str(part)[:_MOST_LETTERS] for part in parts)
    return place or str(location[0] if location else "request")


def _sentence(message: str) -> str:
    """Pydantic's words, ended as a sentence."""
    plain = message.removeprefix("Value error, ")
    return plain if plain.endswith(".") else f"{plain}."
