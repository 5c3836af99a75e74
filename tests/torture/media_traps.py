"""Files made to make a reader open another file, call somewhere, or burst; each looks like a take or song."""

import gzip
import io
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from tests.torture.media_seeds import Seed, run
from workers.media.child import ffmpeg_program

_LARGE_U32 = 0xFFFFFFFF


def traps(seeds: list[Seed], folder: Path, canary: Path, url: str) -> list[Seed]:
    """All of them; `canary` is the file and `url` the address that none may be led to."""
    known = {seed.name: seed.content for seed in seeds}
    return [
        *(
            Seed(f"{name}, named a {part}", part, text)
            for name, text in _lists(canary, url)
            for part in _PARTS
        ),
        *(Seed(name, "take", content) for name, content in _disguised(known, canary, url)),
        *(Seed(name, "take", content) for name, content in _bombs(known, folder)),
        *(Seed(name, "song", content) for name, content in _sound_bombs(known)),
        *(Seed(name, part, content) for name, content in _no_recordings(folder) for part in _PARTS),
    ]


_PARTS = ("take", "song")


def _lists(canary: Path, url: str) -> Iterator[tuple[str, bytes]]:
    """Texts that name other files."""
    for to, where in (("a file", str(canary)), ("a URL", url), ("a file URL", f"file://{canary}")):
        hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{where}\n#EXT-X-ENDLIST\n"
        yield f"HLS to {to}", hls.encode()
        yield f"ffconcat to {to}", f"ffconcat version 1.0\nfile '{where}'\n".encode()
        mpd = f'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{where}</BaseURL></MPD>'
        yield f"DASH to {to}", b'<?xml version="1.0"?>' + mpd.encode()
    host = url.removeprefix("http://").partition("/")[0].partition(":")
    sdp = f"v=0\no=- 0 0 IN IP4 {host[0]}\ns=x\nc=IN IP4 {host[0]}\nt=0 0\nm=video {host[2]} RTP/AVP 96\n"
    yield "SDP", sdp.encode()
    yield "m3u", f"{canary}\n{url}\n".encode()
    yield "SVG", f'<svg xmlns:x="http://www.w3.org/1999/xlink"><image x:href="{canary}"/></svg>'.encode()


def _disguised(known: dict[str, bytes], canary: Path, url: str) -> Iterator[tuple[str, bytes]]:
    """Recordings by their first bytes that name another file further on."""
    for name, where in (("a file", str(canary)), ("a URL", url)):
        hls = f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\n{where}\n#EXT-X-ENDLIST\n".encode()
        yield f"ftyp, then HLS to {name}", struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + hls
        yield f"ID3, then HLS to {name}", b"ID3\x03\0\0\0\0\0\0" + hls
        yield f"sync bytes, then HLS to {name}", (b"G" + bytes(187)) * 8 + hls
        yield f"AVI with GAB2 subtitles that are HLS to {name}", _avi_with_gab2(hls)
        yield f"MOV whose track lies in {name}", _elsewhere(known["h264.mp4"], where)
        yield f"Matroska segment linked to {name}", known["h264.mkv"] + b"\x3e\x83\xbb" + where.encode()


def _avi_with_gab2(hls: bytes) -> bytes:
    """A subtitle stream of the DivX kind, whose chunk holds a file of its own."""
    gab2 = b"GAB2\0\x02\0" + struct.pack("<I", 4) + b"x\0\0\0" + b"\x04\0" + struct.pack("<I", len(hls)) + hls
    head = struct.pack("<IIIIIIIIII16x", 40000, 0, 0, 16, 25, 0, 1, 0, 64, 64)
    stream = struct.pack("<4s4sIHHIIIIIIII8x", b"txts", bytes(4), 0, 0, 0, 0, 1, 25, 0, 25, 0, 0, 0)
    tracks = _list(b"strl", _chunk(b"strh", stream) + _chunk(b"strf", bytes(40)))
    body = _list(b"hdrl", _chunk(b"avih", head) + tracks) + _list(b"movi", _chunk(b"00tx", gab2))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"AVI " + body


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _list(name: bytes, content: bytes) -> bytes:
    return _chunk(b"LIST", name + content)


def _elsewhere(mp4: bytes, where: str) -> bytes:
    """The first track's data reference says that its samples lie in another file."""
    url = where.encode() + b"\0"
    entry = struct.pack(">I4sI", 12 + len(url), b"url ", 0) + url
    dref = struct.pack(">I4sII", 16 + len(entry), b"dref", 0, 1) + entry
    return _replaced(mp4, b"dref", dref)


def _replaced(mp4: bytes, kind: bytes, box: bytes) -> bytes:
    """The first box of a kind replaced, sizes of those around it and sample offsets set right."""
    at = mp4.index(kind) - 4
    old = int.from_bytes(mp4[at : at + 4], "big")
    grown, result = len(box) - old, bytearray(mp4)
    for around in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        place = mp4.rfind(around, 0, at) - 4
        size = int.from_bytes(mp4[place : place + 4], "big") + grown
        result[place : place + 4] = size.to_bytes(4, "big")
    result[at : at + old] = box
    return bytes(result)


def _patched(mp4: bytes, kind: bytes, offset: int, *values: int) -> bytes:
    """32-bit numbers written into every box of a kind, `offset` bytes after its name."""
    result, at = bytearray(mp4), mp4.find(kind)
    while at >= 0:
        for number, value in enumerate(values):
            place = at + 4 + offset + 4 * number
            result[place : place + 4] = (value & _LARGE_U32).to_bytes(4, "big")
        at = mp4.find(kind, at + 4)
    return bytes(result)


def _bombs(known: dict[str, bytes], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Small files that claim, or unpack to, very much."""
    mp4 = known["h264.mp4"]
    yield "picture of 65535 x 65535 by its header", _patched(mp4, b"avc1", 24, _LARGE_U32)
    yield "two ticks a second", _patched(mp4, b"mdhd", 12, 2)
    yield "four thousand million ticks a second", _patched(mp4, b"mdhd", 12, _LARGE_U32)
    yield "a frame lasts 68 years", _patched(mp4, b"stts", 12, 0x7FFFFFFF)
    yield "four thousand million frames", _patched(mp4, b"stts", 8, _LARGE_U32, 1)
    yield "four thousand million samples", _patched(mp4, b"stsz", 4, 1, _LARGE_U32)
    yield "four thousand million chunks", _patched(mp4, b"stsc", 4, _LARGE_U32)
    yield "edit list of ages", _patched(mp4, b"elst", 8, 0x7FFFFFFF, 0, 0x00010000)
    yield "edit list before time", _patched(mp4, b"elst", 8, 0x7FFFFFFF, 0x80000000, 0x00010000)
    yield "edit list played at no speed", _patched(mp4, b"elst", 8, 0x7FFFFFFF, 0, 0)
    yield "edit lists, a million", _replaced(mp4, b"elst", _edits(1_000_000))
    yield "boxes in boxes", struct.pack(">I4s4sI", 16, b"ftyp", b"qt  ", 0) + _nested(20_000)
    yield "compressed index", _compressed_moov(500_000_000)
    for size, codec in (("15000x15000", "png"), ("9000x9000", "libx264"), ("16384x8640", "mjpeg")):
        yield f"{codec} of {size}", _still(folder, size, codec)
    yield "1000 frames a second", _blank(folder, "rate.mp4", "color=black:size=64x64:rate=1000:duration=20")
    yield "a day long", _blank(folder, "day.mp4", "color=black:size=64x64:rate=0.01:duration=86400")
    yield "4K at 240", _blank(folder, "4k.mp4", "color=black:size=3840x2160:rate=240:duration=0.5")
    yield "grows on the way", _grows(folder)
    yield "sixty-five pictures", _many(folder, "many.mkv", 65)
    yield "five hundred sounds", _many(folder, "sounds.mov", 500)
    yield "fonts attached", _attached(folder)
    yield "cover art instead of a video", _cover(folder)


def _edits(count: int) -> bytes:
    entries = struct.pack(">IiI", 1, 0, 0x00010000) * count
    return struct.pack(">I4sII", 16 + len(entries), b"elst", 0, count) + entries


def _nested(depth: int) -> bytes:
    sizes = range(8 * depth, 0, -8)
    return b"".join(struct.pack(">I4s", size, b"moov") for size in sizes)


def _compressed_moov(unpacked: int) -> bytes:
    packer = zlib.compressobj(9)
    packed = (
        b"".join(packer.compress(bytes(1_000_000)) for _ in range(unpacked // 1_000_000)) + packer.flush()
    )
    data = struct.pack(">I4sI", 12 + len(packed), b"cmvd", unpacked) + packed
    inner = struct.pack(">I4s4s", 12, b"dcom", b"zlib") + data
    compressed = struct.pack(">I4s", 8 + len(inner), b"cmov") + inner
    moov = struct.pack(">I4s", 8 + len(compressed), b"moov") + compressed
    return struct.pack(">I4s4sI", 16, b"ftyp", b"qt  ", 0) + moov


def _still(folder: Path, size: str, codec: str) -> bytes:
    fast = ("-preset", "ultrafast", "-x264-params", "threads=1") if codec == "libx264" else ()
    return _blank(
        folder, f"{codec}.mov", f"color=black:size={size}:rate=10:duration=0.2", "-c:v", codec, *fast
    )


def _blank(folder: Path, name: str, graph: str, *options: str) -> bytes:
    how = options or ("-c:v", "libx264", "-preset", "ultrafast")
    return run(folder / name, "-f", "lavfi", "-i", graph, *how).read_bytes()


def _grows(folder: Path) -> bytes:
    """H.264 whose second half has pictures that are far larger than the header says."""
    parts = [
        _blank(folder, f"{size}.ts", f"color=black:size={size}:rate=10:duration=0.5")
        for size in ("64x64", "8192x4320")
    ]
    return b"".join(parts)


def _many(folder: Path, name: str, count: int) -> bytes:
    graph = ("-f", "lavfi", "-i", "color=black:size=16x16:rate=10:duration=0.5")
    sound = ("-f", "lavfi", "-i", "sine=duration=0.5:sample_rate=8000")
    of = "0:v" if name.startswith("many") else "1:a"
    maps = [word for _ in range(count) for word in ("-map", of)]
    options = ("-c:v", "mpeg4", "-c:a", "pcm_s16le")
    return run(folder / name, *graph, *sound, "-map", "0:v", *maps, *options).read_bytes()


def _attached(folder: Path) -> bytes:
    font = folder / "font.ttf"
    font.write_bytes(b"\0\x01\0\0" + bytes(2_000_000))
    graph = ("-f", "lavfi", "-i", "color=black:size=64x64:rate=10:duration=1")
    what = ("-attach", font, "-metadata:s:t", "mimetype=application/x-truetype-font", "-c:v", "mpeg4")
    return run(folder / "fonts.mkv", *graph, *what).read_bytes()


def _cover(folder: Path) -> bytes:
    still = run(folder / "cover.png", "-f", "lavfi", "-i", "color=red:size=4000x4000", "-frames:v", "1")
    sound = ("-f", "lavfi", "-i", "sine=duration=2", "-i", still)
    how = ("-map", "0:a", "-map", "1:v", "-c:a", "aac", "-c:v", "copy", "-disposition:v", "attached_pic")
    return run(folder / "cover.m4a", *sound, *how, "-f", "mp4").read_bytes()


def _sound_bombs(known: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    def wav(rate_hz: int, channels: int, size: int) -> bytes:
        head = struct.pack(
            "<4sIHHIIHH", b"fmt ", 16, 1, channels, rate_hz, rate_hz, 2 * channels & 0xFFFF, 16
        )
        return (
            b"RIFF"
            + struct.pack("<I", size)
            + b"WAVE"
            + head
            + b"data"
            + struct.pack("<I", size)
            + bytes(9999)
        )

    yield "WAV at four thousand MHz", wav(_LARGE_U32, 2, _LARGE_U32)
    yield "WAV at 1 Hz", wav(1, 1, _LARGE_U32)
    yield "WAV of 65535 channels", wav(48000, 65535, _LARGE_U32)
    yield "WAV without channels", wav(48000, 0, 9999)
    yield "ID3 tag of 256 MB", b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + known["song.mp3"]
    yield "a thousand files in one Ogg", known["song.ogg"] * 1000
    yield "a thousand files in one FLAC", known["song.flac"] * 300
    yield "a hundred MP3s", known["song.mp3"] * 150


def _no_recordings(folder: Path) -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "zeros", bytes(100_000)
    yield "gzip bomb", gzip.compress(bytes(50_000_000))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("take.mp4", bytes(50_000_000))
    yield "zip bomb", held.getvalue()
    for ending in ("png", "gif", "jpg", "webp", "bmp", "tiff"):
        command = [ffmpeg_program(), "-v", "error", "-y", "-f", "lavfi", "-i", "color=red:size=64x64"]
        subprocess.run([*command, "-frames:v", "1", folder / f"still.{ending}"], check=True)
        yield ending, (folder / f"still.{ending}").read_bytes()
