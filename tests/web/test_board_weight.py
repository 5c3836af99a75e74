"""What a browser loads of JavaScript before the board is there: every kilobyte is waited for, every day."""

import gzip
import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_BYTES = 225_000
#: What the board's first load needs: the entry, the page, and the words of one language.
FIRST = ("index.html", "src/board/Board.tsx", "src/i18n/ko/shell.json", "src/i18n/ko/board.json")


@pytest.fixture
def web() -> Path:
    """The web admin as it was built."""
    folder = Path(os.environ.get("EIGHTCOUNT_WEB", ROOT / "web/admin/dist"))
    if not (folder / "index.html").is_file():
        pytest.fail("The web admin is not built: run `make web` before these tests.")
    return folder


def test_the_board_loads_at_most_225_kb_of_javascript(web: Path) -> None:
    manifest = json.loads((web / ".vite" / "manifest.json").read_text())
    files = _loaded(manifest, FIRST)
    weights = {name: len(gzip.compress((web / name).read_bytes())) for name in files if name.endswith(".js")}
    heaviest = sorted(weights.items(), key=lambda pair: -pair[1])
    assert len(weights) > 3
    assert sum(weights.values()) <= MOST_BYTES, heaviest


def _loaded(manifest: dict[str, dict[str, object]], first: tuple[str, ...]) -> set[str]:
    """Files of these chunks and of all that they import at once."""
    files: set[str] = set()
    waiting = list(first)
    seen: set[str] = set()
    while waiting:
        chunk = waiting.pop()
        if chunk in seen:
            continue
        seen.add(chunk)
        files.add(str(manifest[chunk]["file"]))
        imports = manifest[chunk].get("imports", [])
        assert isinstance(imports, list)
        waiting += imports
    return files
