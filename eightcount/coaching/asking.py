"""One question to an OpenAI-compatible chat endpoint: bounded in time and size; a sentence where it fails.

Knows HTTP and the envelope of a chat completion; not what is asked. Its sentences never hold the key, nor
what the endpoint answered.
"""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx

MAX_ANSWER_BYTES = 256 * 1024


class SilentError(Exception):
    """The endpoint gave no answer that can be used; the sentence says why."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers.

    Attributes:
        url: of the API, the part before `/chat/completions`: http or https.
        model: its name there.
        key: sent as a bearer token; empty for none.
        timeout_s: for the whole question, from the first byte sent to the last one read.

    Raises:
        ValueError: it cannot be asked.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout_s: float = 30.0

    def __post_init__(self) -> None:
        parts = _parts(self.url)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError(
                "EIGHTCOUNT_COACH_URL must be an http or https address without a query, "
                "such as http://127.0.0.1:11434/v1."
            )
        if parts.username is not None or parts.password is not None:
            raise ValueError("EIGHTCOUNT_COACH_URL holds a secret; give that as EIGHTCOUNT_COACH_KEY.")
        if not self.model:
            raise ValueError("EIGHTCOUNT_COACH_MODEL is empty; name the model that EIGHTCOUNT_COACH_URL has.")
        if not all("!" <= sign <= "~" for sign in self.key):
            raise ValueError("EIGHTCOUNT_COACH_KEY must be printable ASCII without blanks.")

    @property
    def host(self) -> str:
        """What to call it in a sentence."""
        return urlsplit(self.url).netloc


def ask(endpoint: Endpoint, messages: list[dict[str, Any]], schema: dict[str, Any]) -> str:
    """The text that the model answers, JSON by the schema if it does as it is told.

    Blocks for at most `timeout_s`.

    Raises:
        SilentError: no answer in time, an error, too much, or no chat completion.
    """
    try:
        return content_of(_run(_within(endpoint, messages, schema)))
    except TimeoutError:
        raise SilentError(f"gave no answer within {endpoint.timeout_s:g} s") from None
    except httpx.HTTPError as error:  # its text may hold what was sent
        raise SilentError(f"could not be asked ({type(error).__name__})") from None
    except OSError as error:
        raise SilentError(f"could not be asked ({type(error).__name__})") from None


def _run(question: Coroutine[Any, Any, bytes]) -> bytes:
    """To its end; in a thread of its own where the caller's has an event loop that runs."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(question)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, question).result()


async def _within(endpoint: Endpoint, messages: list[dict[str, Any]], schema: dict[str, Any]) -> bytes:
    async with asyncio.timeout(endpoint.timeout_s):
        return await _answer(endpoint, messages, schema)


async def _answer(endpoint: Endpoint, messages: list[dict[str, Any]], schema: dict[str, Any]) -> bytes:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    asked = {
        "model": endpoint.model,
        "messages": messages,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "advice", "strict": True, "schema": schema},
        },
    }
    address = f"{endpoint.url.rstrip('/')}/chat/completions"
    # The environment's proxies are passed over: pictures go to the address that was named, and nowhere else.
    async with (
        httpx.AsyncClient(trust_env=False, timeout=None) as client,  # noqa: S113 - the whole has one limit
        client.stream("POST", address, json=asked, headers=headers) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise SilentError(f"answered {answer.status_code}")
        read = bytearray()
        async for piece in answer.aiter_raw():
            read += piece
            if len(read) > MAX_ANSWER_BYTES:
                raise SilentError(f"answered more than {MAX_ANSWER_BYTES} bytes")
        return bytes(read)


def _parts(url: str) -> SplitResult | None:
    """Of an address; None where httpx or the standard library cannot read it."""
    try:
        httpx.URL(url)
        parts = urlsplit(url)
        names_a_place = not parts.fragment and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return None
    return parts if names_a_place else None


def content_of(answer: bytes) -> str:
    """Of the first choice of a chat completion."""
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise SilentError("answered what is no chat completion") from None
    if not isinstance(content, str):
        raise SilentError("answered without words")
    return content
