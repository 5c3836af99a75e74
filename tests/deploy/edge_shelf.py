"""A shelf of a few files in a private bucket, and the edge before it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx
from edge_server import Edge
from seaweed import S3Server

from cms import edge
from cms.settings import Settings

OBJECT = b"a file of a pack " * 5000
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass
class Shelf:
    """A private bucket and the edge before it, whose key group holds the key `K1`."""

    store: S3Server
    bucket: str
    edge: Edge

    @property
    def path(self) -> str:
        return f"/o/{sha256(OBJECT).hexdigest()}"

    def put(self, key: str, data: bytes, cache: str, media_type: str = "application/json") -> None:
        self.store.client().put_object(
            Bucket=self.bucket, Key=key, Body=data, CacheControl=cache, ContentType=media_type
        )

    def access(self, key: str = "K1", *, now: datetime | None = None) -> edge.Access:
        """What the server signs for its devices."""
        settings = Settings(
            shelf_url=self.edge.url,
            cloudfront_key_id=key,
            cloudfront_private_key=str(self.edge.private[key]),
            access_hours=1,
        )
        return edge.grant(settings, now=now or datetime.now(UTC))

    def get(self, path: str, query: str | None = None, **given: Any) -> httpx.Response:
        """A request as a device sends it, signed unless another query is given."""
        query = self.access().query if query is None else query
        return httpx.get(f"{self.edge.url}{path}{'?' if query else ''}{query}", **given)

    def signed_for(self, place: str) -> str:
        """A query that K1 signed for another address."""
        settings = Settings(
            shelf_url=place, cloudfront_key_id="K1", cloudfront_private_key=str(self.edge.private["K1"])
        )
        return edge.grant(settings, now=datetime.now(UTC)).query
