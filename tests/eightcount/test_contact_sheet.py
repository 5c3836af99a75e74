from pathlib import Path

import cv2
import numpy as np
from eightcount_runtime.device import read_pack
from small_class import lay_desk, pack

from eightcount.contact_sheet import write_contact_sheet


def test_a_sheet_has_a_row_for_each_part_and_the_skeleton_on_the_dancer(tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk", unseen=range(100, 112))
    pack(desk)
    found = read_pack((desk / "manifest.json").read_bytes(), lambda file: desk / "objects" / file.sha256)
    width, height = write_contact_sheet(found, tmp_path / "sheet.jpg", quality=95)
    sheet = cv2.imread(str(tmp_path / "sheet.jpg"))
    assert sheet is not None
    assert sheet.shape == (height, width, 3)
    cell = width // 8
    orange, blue = (
        (np.abs(sheet.astype(int) - colour).max(axis=2) < 24) for colour in ((80, 160, 255), (255, 176, 64))
    )
    coloured = [
        [int((side[top : top + 336, left : left + cell]).sum()) for side in (orange, blue)]
        for top in (54, 54 + 384)
        for left in range(0, width, cell)
    ]
    seen = [step.point.targets is not None for step in found.routine.steps]
    assert [min(counts) > 60 for counts in coloured] == seen
    assert seen.count(False) == 1
