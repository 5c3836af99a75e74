"""A connection to the HTTP API: sends, retries what a broken line lost, and turns problems into one sentence.

Sending again is safe: reads and edits name what they mean (If-Match), and every create carries an
Idempotency-Key. Knows addresses and headers, not what a song or a class is (`eightcount.nouns`).
"""

import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

import httpx

from eightcount.failures import RefusedError, UnreachableError

#: Answers of a server, or of what stands before it, that is away for a moment.
_AWAY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Answer:
    """What the server said: the JSON document and the version that it shows, if it shows one."""

    document: Any
    etag: str = ""


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    kind: str
    data: Any
    id: str


class Client:
    """The API at one address, called with one key. Close it, or use it in a `with` block.

    Args:
        url: where the server is, without /api/v1.
        key: the secret of an API key; empty for none.
        patience_s: how long a server that was there and went away is waited for.
        transport: another way to the server than the network.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        patience_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.patience_s = patience_s
        self._with_key = bool(key)
        self._reached = False
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(60.0, connect=5.0)
        self._http = httpx.Client(headers=headers, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **query: str | int) -> Answer:
        """Read. Raises RefusedError, UnreachableError."""
        return self._call("GET", path, params=query)

    def find(self, path: str) -> Answer | None:
        """Read what may not be there: None then."""
        try:
            return self.get(path)
        except RefusedError as refused:
            if refused.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def every(self, path: str, **query: str | int) -> Iterator[Any]:
        """All items of a list, page by page."""
        page = self.get(path, limit=200, **query).document
        yield from page["items"]
        while page.get("next"):
            page = self.get(path, limit=200, after=page["next"], **query).document
            yield from page["items"]

    def post(self, path: str, body: Any = None, *, once: str = "") -> Answer:
        """Create or ask for something. The same `once` text never creates twice; by default it is random."""
        return self._call("POST", path, body=body, headers={"Idempotency-Key": once or secrets.token_hex(16)})

    def edit(self, method: str, path: str, body: Any, etag: str) -> Answer:
        """PATCH or PUT what was read as `etag`; `*` edits whatever is there."""
        return self._call(method, path, body=body, headers={"If-Match": etag})

    def put_file(self, path: str, data: bytes, content_type: str, etag: str, **query: str) -> Answer:
        """PUT a document in a format of its own over what was read as `etag`."""
        headers = {"If-Match": etag, "Content-Type": content_type}
        return self._call("PUT", path, content=data, params=query, headers=headers)

    def delete(self, path: str) -> None:
        """Remove something."""
        self._call("DELETE", path)

    def put_bytes(self, url: str, data: bytes, sent: Callable[[int], None]) -> None:
        """PUT to a signed URL, at the server or elsewhere; `sent` is told how many bytes have left.

        The key is not sent: the URL itself is the permission. Not retried: the caller asks for a fresh URL.

        Raises UnreachableError where a fresh URL may help: the line broke, the store is away, or the URL has
        expired or belongs to an upload that goes on under another name; RefusedError for the rest.
        """
        request = self._http.build_request(
            "PUT", url, content=_counted(data, sent), headers={"Content-Length": str(len(data))}
        )
        request.headers.pop("Authorization", None)
        try:
            answer = self._http.send(request)
        except httpx.TransportError as broken:
            raise UnreachableError(
                f"The connection broke while a part was sent ({_kind(broken)})."
            ) from broken
        if answer.status_code >= 500 and answer.status_code != HTTPStatus.INSUFFICIENT_STORAGE:
            raise UnreachableError(f"The store answered {answer.status_code} to a part.")
        if (code := _s3_code(answer)) is not None:
            raise UnreachableError(f"The store did not take a part ({code}).", code="part-refused")
        _refuse(answer)

    def fetch(self, path: str, into: Path, most_bytes: int) -> None:
        """Read a file of so many bytes at most. Raises RefusedError, UnreachableError."""
        try:
            with self._http.stream("GET", self._address(path)) as answer, into.open("wb") as file:
                if answer.status_code >= 400:
                    answer.read()
                    self._explain(answer)
                for piece in answer.iter_bytes():
                    file.write(piece)
                    if file.tell() > most_bytes:
                        raise RefusedError("The server sends more than it announced.", code="longer")
        except httpx.TransportError as broken:
            raise UnreachableError(f"The connection to the server broke ({_kind(broken)}).") from broken

    def events(self, path: str, after: str = "") -> Iterator[Event]:
        """Server-sent events until the server ends the stream. Raises UnreachableError when it breaks."""
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})}
        try:
            with self._http.stream("GET", self._address(path), headers=headers) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    self._explain(answer)
                yield from _events(answer.iter_lines())
        except httpx.TransportError as broken:
            raise UnreachableError(f"The connection to the server broke ({_kind(broken)}).") from broken

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: bytes | None = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        began_s, pause_s = time.monotonic(), 0.1
        while True:
            try:
                answer = self._http.request(
                    method, self._address(path), json=body, content=content, params=params, headers=headers
                )
                if answer.status_code not in _AWAY:
                    break
                reason = f"answered {answer.status_code}"
            except httpx.TransportError as broken:
                reason = _kind(broken)
            # Where nobody ever answered there is probably nobody; who answered before comes back.
            patience_s = self.patience_s if self._reached else min(self.patience_s, 1.0)
            if time.monotonic() + pause_s - began_s > patience_s:
                raise UnreachableError(
                    f"The server at {self.url} cannot be reached ({reason}). Is it running? `eightcount up` "
                    "starts one; --url or EIGHTCOUNT_URL names another.",
                    code="unreachable",
                )
            time.sleep(pause_s)
            pause_s = min(pause_s * 2, 3.0)
        self._reached = True
        self._explain(answer)
        return Answer(answer.json() if answer.content else None, answer.headers.get("ETag", ""))

    def _address(self, path: str) -> str:
        return f"{self.url}/api/v1{path}"

    def _explain(self, answer: httpx.Response) -> None:
        if answer.status_code == 401 and not self._with_key:
            raise RefusedError(
                "The server wants an API key: give its secret with --key or EIGHTCOUNT_KEY. "
                "`eightcount key create` makes one.",
                code="unauthorized",
                status=401,
            )
        _refuse(answer)


def _refuse(answer: httpx.Response) -> None:
    """Raise RefusedError with the sentence of a problem."""
    if answer.status_code < 400:
        return
    try:
        problem = answer.json()
        sentence, code = str(problem["detail"]), str(problem["code"])
    except (ValueError, KeyError, TypeError):
        sentence = (
            f"The server answered {answer.status_code} and said no more. Is this address an Eightcount API?"
        )
        code = "unknown"
    raise RefusedError(sentence, code=code, status=answer.status_code)


def _s3_code(answer: httpx.Response) -> str | None:
    """What a bucket says in its own words; None where it says nothing wrong, or a server of ours answered."""
    if answer.status_code < 400 or "json" in answer.headers.get("Content-Type", ""):
        return None
    named = re.search(r"<Code>(\w{1,80})</Code>", answer.text[:4000])
    return named[1] if named else None


def _counted(data: bytes, sent: Callable[[int], None]) -> Iterator[bytes]:
    step = 64 * 1024
    for start in range(0, len(data), step):
        piece = data[start : start + step]
        yield piece
        sent(len(piece))


def _events(lines: Iterator[str]) -> Iterator[Event]:
    """The event-stream format of the HTML standard, 9.2.6: fields until an empty line."""
    kind, name, data = "message", "", list[str]()
    for line in lines:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield Event(kind, json.loads("\n".join(data)), name)
            kind, data = "message", []
        elif field == "event":
            kind = value
        elif field == "data":
            data.append(value)
        elif field == "id":
            name = value


def _kind(broken: httpx.TransportError) -> str:
    """What broke, in words: httpx puts the name of the fault into the class."""
    words = {"ConnectError": "nobody answers there", "ConnectTimeout": "no answer in time"}
    return words.get(type(broken).__name__, "the connection broke")
