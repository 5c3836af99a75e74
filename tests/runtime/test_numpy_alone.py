"""The runtime in a process to which numpy is the only library there is."""

import json
import subprocess
import sys
from pathlib import Path

from eightcount_runtime.device import Source, sync
from shelf_server import ROOT, TRUST, serving
from small_class import Built

RUNTIME = Path(__file__).parents[2] / "runtime" / "python"
ALONE = """
import json, pkgutil, sys
from pathlib import Path

class Refusing:
    def find_spec(self, name, path=None, target=None):
        root = name.partition(".")[0]
        if root not in sys.stdlib_module_names | {"numpy", "eightcount_runtime"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refusing())
runtime, folder, url, root = sys.argv[1:]
sys.path.insert(0, runtime)

import eightcount_runtime
for module in pkgutil.walk_packages(eightcount_runtime.__path__, "eightcount_runtime."):
    __import__(module.name)

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.device import Source, Trust, open_pack, sync
from eightcount_runtime.scoring import Reference, read_sheet, replay, sheet_to_json
from eightcount_runtime.scoring.words import words_of

pack = open_pack(Path(folder), "uniform")
video = pack.routine.video
reference = Reference.of(pack.routine, pack.poses)
sheet = replay(reference, pack.poses.times_s, pack.poses.image, video.width, video.height)
again = read_sheet(sheet_to_json(sheet))
told = {"score": again.total.score, "words": [each.text for each in words_of(again, "en")]}
try:
    sync(Source(url, wait=lambda _: None), Path(folder), "production", Trust((root,)))
except PackError as error:
    told["sentence"] = error.sentence
print(json.dumps(told))
"""


def test_packs_open_and_practices_are_scored_without_cryptography_and_signatures_are_refused(
    built: Built, tmp_path: Path
) -> None:
    with serving() as shelf:
        shelf.publish(built)
        sync(Source(shelf.url, wait=lambda _seconds: None), tmp_path, "production", TRUST)
        held = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
        ended = subprocess.run(
            [sys.executable, "-c", ALONE, str(RUNTIME), str(tmp_path), shelf.url, ROOT],
            check=False,
            capture_output=True,
            text=True,
        )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["score"] > 90
    assert told["words"]
    assert "`cryptography` is missing" in told["sentence"]
    assert "eightcount-runtime[device]" in told["sentence"]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == held
