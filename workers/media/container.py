"""What kind of file this is, told from its first bytes and never from its name.

Only containers that hold one finished recording are known. Playlists, concat scripts, pictures and
documents are refused here, before ffmpeg sees them: some of them make it read other files.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from workers.step import StepRefusedError

HEAD_BYTES = 4096


@dataclass(frozen=True)
class Container:
    """`name` is for people and media.json, `demuxer` is what ffmpeg and PyAV are forced to use."""

    name: str
    demuxer: str
    may_hold_video: bool


MOV = Container("mov", "mov", may_hold_video=True)
MATROSKA = Container("matroska", "matroska", may_hold_video=True)
AVI = Container("avi", "avi", may_hold_video=True)
MPEGTS = Container("mpegts", "mpegts", may_hold_video=True)
MPEG_PS = Container("mpeg", "mpeg", may_hold_video=True)
OGG = Container("ogg", "ogg", may_hold_video=True)
WAV = Container("wav", "wav", may_hold_video=False)
AIFF = Container("aiff", "aiff", may_hold_video=False)
FLAC = Container("flac", "flac", may_hold_video=False)
MP3 = Container("mp3", "mp3", may_hold_video=False)
ADTS = Container("aac", "aac", may_hold_video=False)

_MOV_FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_PICTURE_BRANDS = (
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
    b"crx ",
    b"jxl ",
)
_PLAIN = (
    (b"\x1aE\xdf\xa3", MATROSKA),
    (b"\x00\x00\x01\xba", MPEG_PS),
    (b"OggS", OGG),
    (b"fLaC", FLAC),
)
_RIFF = {b"AVI ": AVI, b"WAVE": WAV}
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"8BPS", "a Photoshop picture"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"#EXTM3U", "a playlist, not the recording itself"),
    (b"ffconcat", "a list of files, not the recording itself"),
    (b"0&\xb2u", "a Windows Media file"),
    (b"FLV\x01", "a Flash video"),
    (b"MThd", "a MIDI file, which holds notes and no sound"),
)
_EXPORT = "Export it as MP4 or MOV (video) or as WAV, FLAC or MP3 (sound) and upload that."


def recognise(head: bytes, called: str = "file") -> Container:
    """The container that starts with these bytes (give `HEAD_BYTES` of them, after any ID3 tag).

    `called`: what a refusal names the file by, as "take" or "song's file".

    Raises:
        StepRefusedError: the bytes are empty, of a kind that is no recording, or of none we know.
    """
    if not head.strip(b"\x00"):
        raise StepRefusedError(f"The {called} is empty. {_EXPORT}", "no bytes other than zero at the start")
    found = _by_magic(head) or _by_sync_words(head)
    if found is not None:
        return found
    raise StepRefusedError(f"The {called} is {_what_else(head)}. {_EXPORT}", f"starts with {head[:16]!r}")


def read_container(path: Path, called: str = "file") -> Container:
    """The container of a file; an ID3 tag before an MP3, AAC or FLAC stream is stepped over.

    Raises:
        StepRefusedError: as `recognise`.
    """
    with path.open("rb") as file:
        head = _head_after_id3(file)
    return recognise(head, called)


def _by_magic(head: bytes) -> Container | None:
    for magic, container in _PLAIN:
        if head.startswith(magic):
            return container
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12])
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return AIFF
    if head[4:8] in _MOV_FIRST_BOXES and not (head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS):
        return MOV
    return None


def _by_sync_words(head: bytes) -> Container | None:
    """Streams without a header: a sync byte each 188 (or 192) bytes, or an MPEG audio frame at the start."""
    for first, each in ((0, 188), (4, 192)):
        syncs = head[first : first + 8 * each : each]
        if len(syncs) >= 3 and set(syncs) == {0x47}:
            return MPEGTS
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return ADTS
    layer_known, bitrate_known = head[1] & 0x06 != 0, head[2] & 0xF0 != 0xF0
    if head[1] & 0xE0 == 0xE0 and layer_known and bitrate_known and head[2] & 0x0C != 0x0C:
        return MP3
    return None


def _what_else(head: bytes) -> str:
    for magic, words in _FOREIGN:
        if head.startswith(magic):
            return words
    if head[4:8] == b"ftyp" or head[8:12] == b"WEBP":
        return "a picture"
    if head.lstrip()[:1] == b"<":
        return "a web page or a drawing"
    if all(byte in b"\t\r\n" or 32 <= byte < 127 for byte in head[:256]):
        return "a text file"
    return "of a kind that we do not read"


def _head_after_id3(file: BinaryIO) -> bytes:
    """First bytes after an ID3v2 tag, whose size is four bytes of seven bits (ID3v2.4, section 3.1)."""
    head = file.read(HEAD_BYTES)
    if head[:3] != b"ID3" or len(head) < 10:
        return head
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    footer = 10 if head[5] & 0x10 else 0
    file.seek(10 + size + footer)
    return file.read(HEAD_BYTES).lstrip(b"\x00")
