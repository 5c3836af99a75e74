"""What the tests of the command line hand each other, and the smallest class folder."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cutting_proxy import CuttingProxy
from sqlalchemy import Engine

from cms.settings import Settings

PART_BYTES = 64 * 1024


@dataclass
class Served:
    url: str
    key: str
    reader: str
    proxy: CuttingProxy
    settings: Settings
    engine: Engine


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def make_class_folder(folder: Path, slug: str) -> Path:
    folder.mkdir()
    (folder / "take.mp4").write_bytes(bytes(range(256)) * 1200 + slug.encode())
    (folder / "song.mp3").write_bytes(b"song" * 20_000)
    beats_s = [round(1 + 0.5 * number, 6) for number in range(9)]
    (folder / "beats.json").write_text(json.dumps({"format": 1, "beats_s": beats_s}))
    (folder / "class.yaml").write_text(
        f"slug: {slug}\n"
        "titles: {en: Spring, ko: 봄}\n"
        "song: {title: Blue, artist: The Samples, licence: CC0}\n"
        "dancer: {name: Mina, profile: Teaches house.}\n"
        "difficulty: 2\n"
        "tags: [house]\n"
        "section: {start_s: 1.0, end_s: 5.0}\n"
        "files: {take: take.mp4, song: song.mp3, beats: beats.json}\n"
    )
    return folder
