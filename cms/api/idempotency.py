"""Creates that may be sent twice: the same `Idempotency-Key` and body get the same answer and make one thing.

The key is written first, in the transaction of the create itself, so of two at once the second waits for the
first and then gives its answer.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cms.accounts import Actor
from cms.api.deps import Writes
from cms.errors import InvalidError
from cms.models import IdempotencyKey

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True)
class Once:
    """Runs a create at most once for a key. Without a key it just runs it."""

    session: Session
    request: str
    key: str | None

    def __call__(
        self, actor: Actor, body: BaseModel | None, kind: type[Answer], make: Callable[[], Answer]
    ) -> Answer:
        """The answer of `make`, of that kind, or the one it gave before to this key and caller.

        Raises:
            InvalidError: the key was used with another body or address.
        """
        if self.key is None:
            return make()
        asked = hashlib.sha256(
            f"{self.request}\n{body.model_dump_json(exclude_unset=True) if body else ''}".encode()
        ).hexdigest()
        known = self.session.get(IdempotencyKey, (actor.id, self.key))
        if known is None:
            known = self._claim(actor, asked)
        if known.request_sha256 != asked:
            raise InvalidError(
                "This Idempotency-Key was used for another request. Take a fresh key for each create.",
                code="idempotency-key-reused",
            )
        if known.body:
            return kind.model_validate_json(known.body, by_alias=False, by_name=True)
        answer = make()
        known.body = answer.model_dump_json()
        return answer

    def _claim(self, actor: Actor, asked: str) -> IdempotencyKey:
        row = IdempotencyKey(caller=actor.id, key=self.key, request_sha256=asked, status=201, body="")
        try:
            with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:  # another request with this key has just been committed
            return self.session.get_one(IdempotencyKey, (actor.id, self.key), populate_existing=True)
        return row


def _once(
    request: Request,
    session: Writes,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="Any text of yours that is new for each create; send it again with a retry.",
            examples=["2f0c1f9e-import-spring-01"],
        ),
    ] = None,
) -> Once:
    return Once(session, f"{request.method} {request.url.path}", idempotency_key)


MadeOnce = Annotated[Once, Depends(_once)]
