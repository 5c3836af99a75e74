"""A setting that cannot be used ends a server's process with a sentence, before it begins to serve."""

import os
import subprocess
import sys

import pytest

from cms.db import connect
from cms.errors import InvalidError


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"EIGHTCOUNT_ATTEMPTS": "0"}, "EIGHTCOUNT_ATTEMPTS cannot be used"),
        ({"EIGHTCOUNT_S3_BUCKET": "alone"}, "set both, or neither"),
    ],
)
@pytest.mark.parametrize("words", [("worker",), ("serve", "--port", "0")])
def test_a_server_says_what_it_cannot_use(tmp_path, settings, sentence, words):
    ended = subprocess.run(
        [sys.executable, "-m", "eightcount", *words],
        env={**os.environ, "EIGHTCOUNT_DATA": str(tmp_path), **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert sentence in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("url", ["mysql://me:secret@host/db", "me:secret@host", "postgres:secret"])
def test_a_database_of_no_kind_we_know_is_refused_and_its_password_kept(url):
    with pytest.raises(InvalidError, match="EIGHTCOUNT_DATABASE_URL") as refused:
        connect(url)
    assert "secret" not in str(refused.value)
