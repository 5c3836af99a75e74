"""How the server itself does: for load balancers, for Prometheus, for whoever is on duty."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, ConfigDict, Field

from cms import metrics, readiness
from cms.api.deps import InHouse, needs


class Health(BaseModel):
    """The process answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})

    status: str = Field(description="`ok`: this process takes requests. It says nothing of others.")


class PartShown(BaseModel):
    """Something that the server works with."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [{"name": "database", "ok": True, "needed": True, "sentence": "It answers."}]
        },
    )

    name: str = Field(description="`database`, `store`, `shelf` or `broker`.")
    ok: bool = Field(description="Whether it answered.")
    needed: bool = Field(description="Whether the server is not ready without it.")
    sentence: str = Field(description="How it is, for people.")


class Readiness(BaseModel):
    """Whether requests should be sent here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ready": True,
                    "parts": [{"name": "store", "ok": True, "needed": True, "sentence": "It answers."}],
                }
            ]
        }
    )

    ready: bool = Field(description="Whether everything that is needed answers.")
    parts: tuple[PartShown, ...] = Field(description="Each of them.")


def make_router() -> APIRouter:
    """The routes, with a memory of their own for one application."""
    remembered = readiness.Remembered()
    made = APIRouter(tags=["server"])

    @made.get("/healthz", summary="Is this process alive?")
    def healthz() -> Health:
        """Answers 200 while this process takes requests. Restart it when it does not."""
        return Health(status="ok")

    @made.get(
        "/readyz",
        summary="Can this server do its work?",
        responses={503: {"description": "Something that is needed is away.", "model": Readiness}},
    )
    def readyz(house: InHouse, response: Response) -> Readiness:
        """Asks database, schema, store, shelf and broker, at most every two seconds. Answers 503 when one
        that is needed is away: send requests elsewhere until it is back.
        """
        states = remembered.states(house)
        ready = readiness.ready(states)
        response.status_code = 200 if ready else 503
        return Readiness(ready=ready, parts=tuple(PartShown.model_validate(state) for state in states))

    @made.get(
        "/metrics",
        summary="Metrics for Prometheus",
        dependencies=[needs("read")],
        response_class=Response,
        responses={
            200: {"description": "Text format.", "content": {"text/plain": {"schema": {"type": "string"}}}}
        },
    )
    def told_metrics(house: InHouse) -> Response:
        """What this process counts, and how queues, builds and channels stand. A scraper sends an API key
        with the scope `read` as its bearer token.
        """
        return Response(metrics.exposition(house), media_type=CONTENT_TYPE_LATEST)

    return made
