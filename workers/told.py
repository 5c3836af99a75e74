"""What a step's process says of itself on its way, read as from a stranger: lines of bounded length, words
that a database and a page can take.
"""

import json
from typing import IO, Any

#: How much of what a failed child printed is kept, bytes and so at most characters.
DETAIL_CHARS = 8000
_SENTENCE_CHARS = 2000
_WORD_CHARS = 200
_LINE_CHARS = 8 * DETAIL_CHARS  # a character may be written as six


class Told:
    """What has been said so far; written by the thread that listens, read by the one that supervises."""

    def __init__(self) -> None:
        self.progress = 0.0
        self.words = ""
        self.done = False
        self.sentence = self.detail = self.code = ""

    def listen(self, stdout: IO[str]) -> None:
        """Until the pipe closes. What is no message is passed over: the pipe must not fill up."""
        while line := stdout.readline(_LINE_CHARS):
            try:
                message = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(message, dict):
                self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        if "progress" in message:
            fraction = message["progress"]
            self.progress = (
                float(fraction) if isinstance(fraction, (int, float)) and 0 <= fraction <= 1 else 0.0
            )
            self.words = plain(message.get("words"), _WORD_CHARS)
            return
        self.done = message.get("done") is True
        self.sentence = plain(message.get("sentence"), _SENTENCE_CHARS)
        self.detail = plain(message.get("detail"), DETAIL_CHARS)
        self.code = plain(message.get("code"), _WORD_CHARS)


def plain(text: object, most: int) -> str:
    """The end of a text, without what databases refuse: zeros, halves of characters. "" for what is none."""
    if not isinstance(text, str):
        return ""
    return text[-most:].replace("\0", "").encode(errors="replace").decode()
