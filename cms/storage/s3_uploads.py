"""Uploads on their way in, as S3's multipart uploads: browsers PUT parts to the bucket, we join and read.

S3 can read the parts of an upload only after it was joined, and a joined one takes no more parts. So an
upload has generations. In each, an S3 upload takes parts and is joined to one object; should that have
another sha256 than was announced, the next generation begins with its parts, and takes new ones in their
place.

Below `uploads/<our name of it>/`, per generation <g>:
    <g>.json              S3's name of the upload, and the parts carried over; written once (If-None-Match)
    <g>.parts.<etag>      the parts that were joined to the object of that etag, written before it is
    <g>                   the S3 upload, then the joined object
Whoever comes after a crash at any moment finds from these how it stands, and goes on from there. Nothing here
knows where a finished file goes.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from cms.storage import ChecksumError, MissingError, Part
from cms.storage.s3_bucket import Bucket, SentPart
from cms.storage.s3_faults import ConditionError
from cms.storage.s3_reading import sha256_of

_UPLOAD = re.compile(r"[0-9a-f]{32}")
_GENERATION = re.compile(r"([0-9]{4})\.json")
#: How often what others do to the same upload meanwhile is followed.
_TURNS = 6


@dataclass(frozen=True)
class Joined:
    """All parts of an upload as one object, read and found to be the announced file."""

    key: str
    etag: str


@dataclass(frozen=True)
class _Standing:
    """How an upload stands: its newest generation, and what lies there of it by name."""

    upload: str
    number: int
    s3_upload: str
    carried: tuple[Part, ...]
    names: frozenset[str]

    @property
    def is_joined(self) -> bool:
        return _name(self.number) in self.names


@dataclass(frozen=True)
class S3Uploads:
    """The uploads of a bucket."""

    bucket: Bucket

    def begin(self) -> str:
        """Open an upload and name it."""
        upload = secrets.token_hex(16)
        self._open(upload, 0, ())
        return upload

    def part_url(self, upload: str, number: int, *, total: int, expires_s: int) -> str:
        """A URL of the bucket for one part. Raises MissingError."""
        now = self._standing(upload)
        if now.is_joined:  # whoever joined it was killed before it was found wrong, or right
            self._reopen(now)
            now = self._standing(upload)
        return self.bucket.part_url(
            _key(upload, now.number), now.s3_upload, number, total=total, expires_s=expires_s
        )

    def parts(self, upload: str) -> list[Part]:
        """The parts that arrived whole, by number. Raises MissingError."""
        for _ in range(_TURNS):
            now = self._standing(upload)
            try:
                return list(self._joined_parts(now)) if now.is_joined else self._arrived(now)
            except MissingError:
                continue  # joined or ended at this moment: look again
        raise MissingError("The parts of that upload are gone.")

    def complete(self, upload: str, *, sha256: str, total: int) -> Joined:
        """Join the parts and read the whole. Raises MissingError; ChecksumError when it is not that file:
        then the upload is open again, with its parts.
        """
        for _ in range(_TURNS):
            now = self._standing(upload)
            key = _key(upload, now.number)
            try:
                if not now.is_joined:
                    self._join(now, total)
                head = self.bucket.head(key)
                if head is None:
                    continue
                found = sha256_of(self.bucket, key, etag=head.etag)
            except (MissingError, ConditionError):
                continue  # somebody else completes or aborts it too
            if found == sha256 and head.bytes == total:
                return Joined(key, head.etag)
            self._reopen(self._standing(upload))
            raise ChecksumError(f"The parts make a file with sha256 {found}, not {sha256}.")
        raise MissingError("The parts of that upload are gone.")

    def end(self, upload: str) -> None:
        """Forget an upload and all that lies there of it; an unknown one is no error."""
        if not _UPLOAD.fullmatch(upload):
            return
        names = self._names(upload)
        for name in sorted(names, key=lambda name: bool(_GENERATION.fullmatch(name))):
            if generation := _GENERATION.fullmatch(name):  # last: they tell that there is something to end
                number = int(generation[1])
                try:
                    opened = self._document(upload, name)["upload"]
                except MissingError:
                    continue  # somebody else ends it too
                self.bucket.abort(_key(upload, number), opened)
            self.bucket.delete(f"uploads/{upload}/{name}")

    def _open(self, upload: str, number: int, carried: tuple[Part, ...]) -> None:
        """Begin a generation; of several who do so at once, the first one's counts."""
        key = _key(upload, number)
        opened = self.bucket.begin(key)
        told = json.dumps({"upload": opened, "parts": [_row(part) for part in carried]}).encode()
        try:
            self.bucket.put(f"{key}.json", told, hashlib.sha256(told).hexdigest(), IfNoneMatch="*")
        except ConditionError:
            # Ours may lie there all the same: an answer was lost, and the request sent again.
            if self._document(upload, f"{_name(number)}.json")["upload"] != opened:
                self.bucket.abort(key, opened)

    def _reopen(self, now: _Standing) -> None:
        """Let a joined upload take parts again, beginning with those it was joined of."""
        if now.is_joined:
            self._open(now.upload, now.number + 1, tuple(self._joined_parts(now)))

    def _standing(self, upload: str) -> _Standing:
        if not _UPLOAD.fullmatch(upload):
            raise MissingError("That upload is not open.")
        names = self._names(upload)
        numbers = [int(match[1]) for match in map(_GENERATION.fullmatch, names) if match]
        if not numbers:
            raise MissingError("That upload is not open.")
        told = self._document(upload, f"{_name(max(numbers))}.json")
        carried = tuple(Part(*row) for row in told["parts"])
        return _Standing(upload, max(numbers), told["upload"], carried, names)

    def _names(self, upload: str) -> frozenset[str]:
        prefix = f"uploads/{upload}/"
        return frozenset(key.removeprefix(prefix) for key, _, _ in self.bucket.keys(prefix))

    def _document(self, upload: str, name: str) -> dict[str, str]:
        key = f"uploads/{upload}/{name}"
        block = self.bucket.read(key, 0, 4 * 1024**2)
        document: dict[str, str] = json.loads(block.data)
        return document

    def _arrived(self, now: _Standing) -> list[Part]:
        """What this generation was sent, and of the parts carried over those that were not sent again."""
        sent = _by_number(self.bucket.sent_parts(_key(now.upload, now.number), now.s3_upload))
        every = {part.number: part for part in now.carried} | {part.number: part for part in sent}
        return [every[number] for number in sorted(every)]

    def _joined_parts(self, now: _Standing) -> list[Part]:
        """The parts that the joined object was made of. Raises MissingError."""
        head = self.bucket.head(_key(now.upload, now.number))
        if head is None:
            raise MissingError("That upload is not open.")
        etag = head.etag.strip('"')
        lists = sorted(name for name in now.names if name.startswith(f"{_name(now.number)}.parts."))
        name = f"{_name(now.number)}.parts.{etag}"
        if name not in lists and len(lists) == 1:  # a server whose etags follow another rule
            name = lists[0]
        return [Part(*row) for row in self._document(now.upload, name)["parts"]]

    def _join(self, now: _Standing, total: int) -> None:
        """Make one object of all parts. Raises ChecksumError when they have not that length, MissingError."""
        arrived = self._arrived(now)
        length = sum(part.bytes for part in arrived)
        if length != total:
            raise ChecksumError(f"{length} bytes in {len(arrived)} parts arrived; {total} were announced.")
        key = _key(now.upload, now.number)
        self._carry_over(now, arrived)
        told = json.dumps({"parts": [_row(part) for part in arrived]}).encode()
        self.bucket.put(f"{key}.parts.{_joint_etag(arrived)}", told, hashlib.sha256(told).hexdigest())
        self.bucket.join(key, now.s3_upload, [(part.number, part.etag) for part in arrived])

    def _carry_over(self, now: _Standing, arrived: list[Part]) -> None:
        """Send the carried parts that are to stay to this generation. Through us, and not by S3's own copying
        of a range: that has a least length, and on some servers an etag that is no md5.
        """
        key, before, start = _key(now.upload, now.number), _key(now.upload, now.number - 1), 0
        sent = {(part.number, part.etag) for part in _by_number(self.bucket.sent_parts(key, now.s3_upload))}
        for part in now.carried:
            if part in arrived and (part.number, part.etag) not in sent:
                data = self.bucket.read(before, start, start + part.bytes).data
                self.bucket.call(
                    "upload_part", Key=key, UploadId=now.s3_upload, PartNumber=part.number, Body=data
                )
            start += part.bytes


def _by_number(sent: Iterator[SentPart]) -> list[Part]:
    """One part per number, the one sent last. Some servers list all that were sent, with their times in whole
    seconds: of two in the same second nobody can say which is the last, so that part counts as not sent.
    """
    newest: dict[int, list[SentPart]] = {}
    for part in sent:
        others = newest.get(part.number, [])
        if not others or part.modified > others[0].modified:
            newest[part.number] = [part]
        elif part.modified == others[0].modified and part.etag != others[0].etag:
            others.append(part)
    return [
        Part(number, found[0].bytes, found[0].etag) for number, found in newest.items() if len(found) == 1
    ]


def _joint_etag(parts: list[Part]) -> str:
    """S3's etag of an object joined of parts: the md5 of their md5s, and their count."""
    joint = hashlib.md5(b"".join(bytes.fromhex(part.etag) for part in parts), usedforsecurity=False)
    return f"{joint.hexdigest()}-{len(parts)}"


def _row(part: Part) -> list[int | str]:
    return [part.number, part.bytes, part.etag]


def _name(generation: int) -> str:
    return f"{generation:04d}"


def _key(upload: str, generation: int) -> str:
    return f"uploads/{upload}/{_name(generation)}"
