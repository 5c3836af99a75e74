"""Access over HTTP: what a backend of devices asks for and hands to them, so that the CDN lets them in."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from cms import edge
from cms.api.deps import InHouse, needs
from cms.api.fields import EXAMPLE_TIME, ChannelName, Example

router = APIRouter(tags=["devices"])

_SHOWN: Example = {
    "base_url": "https://packs.example.com",
    "expires_at": EXAMPLE_TIME,
    "query": "Policy=eyJTdGF0ZW1lbnQi&Signature=NZ9ktNpm&Key-Pair-Id=K2JCJMDEHXQW5F",
    "cookies": {
        "CloudFront-Policy": "eyJTdGF0ZW1lbnQi",
        "CloudFront-Signature": "NZ9ktNpm",
        "CloudFront-Key-Pair-Id": "K2JCJMDEHXQW5F",
    },
}


class AccessShown(BaseModel):
    """How to read the shelf, and until when. Whoever holds this may read: hand it to devices only."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_SHOWN]})

    base_url: str = Field(description="Where the channel, its manifests and its objects are read.")
    expires_at: datetime = Field(description="From then on the CDN refuses it, UTC; ask again before.")
    query: str = Field(description="To be put behind `?` of every URL; empty: the shelf is open.")
    cookies: dict[str, str] = Field(
        description="The same as cookies, for browsers; empty: the shelf is open."
    )


@router.post(
    "/channels/{channel}/access", summary="Let a device read a channel", dependencies=[needs("read")]
)
def grant(
    channel: ChannelName,  # noqa: ARG001 - all channels share one shelf
    house: InHouse,
    response: Response,
) -> AccessShown:
    """Signs what the CDN asks of a device, in two forms: a query for programs, cookies for browsers.

    It opens the whole shelf, as channels share their files; what a device then plays is held by the channel's
    signatures. Changes nothing, so it may be asked for at any time.
    """
    response.headers["Cache-Control"] = "no-store"
    return AccessShown.model_validate(edge.grant(house.settings, now=datetime.now(UTC)))
