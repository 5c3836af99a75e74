"""Where files lie. Two ports: `Storage` keeps originals and step outputs in private, `Delivery` is the public
shelf that devices read. Both are content-addressed: a file's name is its sha256. One contract suite
(tests/contract) runs against every implementation; `cms.bootstrap` chooses one.

`ServesParts` and `ServesShelf` are for implementations whose URLs lead to this very server instead of to a
bucket; the API mounts their routes only then.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable


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


@dataclass(frozen=True)
class Lying:
    """A file as a listing tells of it. `modified` (UTC) is when it was laid there, by the store's own clock;
    the same content laid again may leave it as it was.
    """

    name: str
    bytes: int
    modified: datetime


@dataclass(frozen=True)
class ShelfFile:
    """A file of the shelf, to be handed out as it lies."""

    path: Path
    media_type: str


class MissingError(Exception):
    """No such object, upload or pointer."""


class ChecksumError(Exception):
    """The bytes are not those that were announced. The store is as it was before."""


class MovedError(Exception):
    """The pointer is no longer what it was when it was read."""


class PartUrlError(Exception):
    """That part URL was not made here, was changed, or is too old."""


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

    def listing(self) -> Iterator[Lying]:
        """Every file, by its sha256, in no order; uploads on their way are none. Files that come or go
        meanwhile may be told or not; all others are told once.
        """

    def delete(self, sha256: str) -> None:
        """Take a file away. One that is not here, whatever its name, is no error. Who has fetched it keeps
        it.
        """

    def begin_upload(self) -> str:
        """Open an upload and name it."""

    def part_url(self, upload: str, number: int, *, total: int, expires_s: int) -> str:
        """A URL to which one part of exactly `total` bytes may be PUT, without other credentials, for so many
        seconds. A part sent again replaces the earlier one.
        """

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

    def put_object(self, sha256: str, source: BinaryIO, *, media_type: str) -> None:
        """Lay an object under its hash, verified before it is visible. Twice is no error. Devices are told
        `media_type` (the manifest's `type`).

        Raises ChecksumError, StorageFullError.
        """

    def has_manifest(self, class_id: str, sha256: str, total: int) -> bool:
        """Whether that manifest lies there whole, as of an object."""

    def put_manifest(self, class_id: str, sha256: str, data: bytes) -> None:
        """Lay a manifest at packs/<class_id>/<sha256>.json. Raises ChecksumError, StorageFullError."""

    def pointer(self, channel: str) -> Pointer | None:
        """The channel's pointer as it stands, or None before the first release."""

    def swap_pointer(self, channel: str, data: bytes, *, expected: str | None) -> None:
        """Replace the pointer if its etag is still `expected` (None: if there is none).

        Raises MovedError, StorageFullError; then it is as it was.
        """

    def listing(self) -> Iterator[Lying]:
        """Every object (`o/<sha256>`) and manifest (`packs/<class>/<sha256>.json`), in no order; pointers are
        none. Files that come or go meanwhile may be told or not; all others are told once.
        """

    def delete(self, name: str) -> None:
        """Take an object or a manifest away, by its name in a listing. One that is not there is no error.

        Raises ValueError for what is neither, such as a channel's pointer.
        """


@runtime_checkable
class TakesPartsElsewhere(Protocol):
    """A Storage whose part URLs lead to another origin than this server; browsers must be told so."""

    def part_origin(self) -> str:
        """Scheme, host and port of its part URLs."""


class IncomingPart(Protocol):
    """A part whose bytes are being received."""

    def write(self, data: bytes) -> None:
        """Append. Raises ChecksumError as soon as there are more bytes than announced, StorageFullError."""

    def keep(self) -> Part:
        """The part is whole. Raises ChecksumError when bytes lack, MissingError when the upload has ended."""


@runtime_checkable
class ServesParts(Protocol):
    """A Storage whose part URLs are PUT /storage/uploads/<upload>/parts/<number> of this server's API."""

    def check_part_url(self, upload: str, number: int, *, total: int, expires: int, signature: str) -> None:
        """Raise PartUrlError unless this store made that URL and it has not expired."""

    def receive_part(self, upload: str, number: int, *, total: int) -> AbstractContextManager[IncomingPart]:
        """Take a part's bytes as they come; without `keep` nothing of them stays. Raises MissingError."""


@runtime_checkable
class ServesShelf(Protocol):
    """A Delivery whose files this server hands to devices; its pointers come by `Delivery.pointer`."""

    def object_file(self, sha256: str) -> ShelfFile:
        """The object of that hash. Raises MissingError; any text may be asked for."""

    def manifest_file(self, class_id: str, sha256: str) -> ShelfFile:
        """A class's manifest of that hash. Raises MissingError; any text may be asked for."""
