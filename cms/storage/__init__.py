"""Where files lie. Two ports: `Storage` keeps originals and step outputs in private, `Delivery` is the public
shelf that devices read. Both are content-addressed: a file's name is its sha256. One contract suite
(tests/contract) runs against every implementation; `cms.bootstrap` chooses one.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class Stored:
    """A file that lies in the store, whole and verified."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Part:
    """An upload part that lies in the store, whole. `number` counts from 1; `etag` is its md5 in hex."""

    number: int
    bytes: int
    etag: str


@dataclass(frozen=True)
class Pointer:
    """A channel's pointer as it lies on the shelf; `etag` names this very state of it."""

    data: bytes
    etag: str


class MissingError(Exception):
    """No such object, upload or pointer."""


class ChecksumError(Exception):
    """The bytes are not those that were announced. The store is as it was before."""


class MovedError(Exception):
    """The pointer is no longer what it was when it was read."""


class Storage(Protocol):
    """Private files, by sha256, and uploads on their way in (S3's multipart shape)."""

    def put(self, source: Path) -> Stored:
        """Keep a file. The same content twice is kept once. Raises StorageFullError; then nothing is kept."""

    def put_bytes(self, data: bytes) -> Stored:
        """Keep a small document."""

    def fetch(self, sha256: str, target: Path) -> None:
        """Lay a file at `target` (a hard link or a copy: never write to it). Raises MissingError."""

    def open(self, sha256: str) -> BinaryIO:
        """Read a file. Raises MissingError."""

    def size(self, sha256: str) -> int | None:
        """Its bytes, or None when it is not here."""

    def begin_upload(self) -> str:
        """Open an upload and name it."""

    def part_url(self, upload: str, number: int, *, expires_s: int) -> str:
        """A URL to which one part may be PUT, without other credentials, for so many seconds."""

    def parts(self, upload: str) -> list[Part]:
        """The parts that arrived whole, by number. Raises MissingError."""

    def complete_upload(self, upload: str, *, sha256: str, total: int) -> Stored:
        """Join the parts, verify length and hash, keep the file, end the upload.

        Raises ChecksumError when they do not make that file (the parts stay), MissingError, StorageFullError.
        """

    def abort_upload(self, upload: str) -> None:
        """Forget an upload and its parts. An unknown one is no error."""


class Delivery(Protocol):
    """The public shelf: immutable objects and manifests, and one small pointer per channel."""

    def has_object(self, sha256: str, total: int) -> bool:
        """Whether that object lies there whole: its length and hash are verified by the store or here."""

    def put_object(self, sha256: str, source: BinaryIO) -> None:
        """Lay an object under its hash, verified before it is visible. Twice is no error.

        Raises ChecksumError.
        """

    def put_manifest(self, class_id: str, sha256: str, data: bytes) -> None:
        """Lay a manifest at packs/<class_id>/<sha256>.json. Raises ChecksumError."""

    def pointer(self, channel: str) -> Pointer | None:
        """The channel's pointer as it stands, or None before the first release."""

    def swap_pointer(self, channel: str, data: bytes, *, expected: str | None) -> None:
        """Replace the pointer if its etag is still `expected` (None: if there is none). Raises MovedError."""
