"""What a device is given to be let in by the CDN: shown to the place that it is for, and nowhere else."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Said

Type = Callable[..., Said]
ROOT_KEY = "ab" * 32


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("not JSON", "That is no access"),
        ("[]", "That is no access"),
        ('{"query": "Policy=x"}', "That is no access"),
        (json.dumps({"base_url": "https://packs.example.com", "query": "Policy=x"}), "It is not shown to"),
    ],
)
def test_what_is_no_access_here_is_refused(
    eightcount: Type, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "access.json"
    file.write_text(content)
    words = ("device", "sync", "https://elsewhere.example", str(tmp_path / "device"))
    said = eightcount(*words, "--root", ROOT_KEY, "--access", str(file))
    assert said.code == 1
    assert sentence in said.err
    assert "Policy=x" not in said.err


def test_a_file_that_is_not_there_is_told(eightcount: Type, tmp_path: Path) -> None:
    words = ("device", "sync", "https://elsewhere.example", str(tmp_path / "device"), "--root", ROOT_KEY)
    said = eightcount(*words, "--access", str(tmp_path / "none.json"))
    assert said.code == 1
    assert "No such file" in said.err
