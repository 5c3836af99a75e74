"""The pose nets, and desks with a take on them."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest

from workers import probe
from workers.pose_extract.fetch import FetchError
from workers.pose_extract.setup_models import is_complete, set_up
from workers.step import Limits, Work

REPOSITORY = Path(__file__).parents[3]
CLIPS = REPOSITORY / "tests" / "clips"


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the nets, set up as `make models` does where it is not."""
    folder = REPOSITORY / ".models"
    if not is_complete(folder):
        try:
            set_up(folder)
        except FetchError as failed:
            pytest.skip(f"NOT RUN: the pose models are not set up and cannot be fetched here: {failed}")
    return folder


@pytest.fixture
def desk(tmp_path: Path, models: Path) -> Callable[..., Work]:
    """Makes a desk with a take, as the probe step leaves it."""

    def make(clip: Path, name: str = "desk", **limits: object) -> Work:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copyfile(clip, folder / "take")
        work = Work(folder, limits=Limits(**({"models": models} | limits)))
        probe.run(work, probe.Params())
        return work

    return make


@pytest.fixture
def remade(tmp_path: Path) -> Callable[..., Path]:
    """Makes a take out of one of the small clips with ffmpeg's options."""

    def make(name: str, *options: str, before: tuple[str, ...] = (), clip: str = "dancer_1500ms.mp4") -> Path:
        path = tmp_path / name
        tool = imageio_ffmpeg.get_ffmpeg_exe()
        source = ["-i", str(CLIPS / clip)]
        subprocess.run([tool, "-v", "error", "-y", *before, *source, *options, str(path)], check=True)
        return path

    return make
