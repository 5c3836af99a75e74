"""The ceremony, typed as docs/trust.md has it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Said
from shelf_server import ROOT, serving
from small_class import lay_desk, pack

Type = Callable[..., Said]


@pytest.fixture
def keys(eightcount: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root key with a pass phrase, an online key, and the root document's first version."""
    monkeypatch.setenv("EIGHTCOUNT_ROOT_PASSPHRASE", "five six seven eight")
    assert eightcount("trust", "root", str(tmp_path / "root.key")).code == 0
    assert eightcount("trust", "online", str(tmp_path / "online.key")).code == 0
    words = ("--root-key", str(tmp_path / "root.key"), "--online", str(tmp_path / "online.key"))
    assert eightcount("trust", "sign", str(tmp_path / "root.json"), *words).code == 0
    monkeypatch.setenv("EIGHTCOUNT_SIGNING_KEY", str(tmp_path / "online.key"))
    monkeypatch.setenv("EIGHTCOUNT_ROOT_FILE", str(tmp_path / "root.json"))
    return tmp_path


def sign(eightcount: Type, keys: Path, *words: str, root: str = "root.key") -> Said:
    return eightcount("trust", "sign", str(keys / "root.json"), "--root-key", str(keys / root), *words)


def test_what_was_signed_is_shown_without_complaint(eightcount: Type, keys: Path) -> None:
    shown = eightcount("trust", "show", "--json").document
    assert (shown["version"], shown["complaints"]) == (1, [])
    assert [each["channels"] for each in shown["online"]] == [["staging", "production"]]
    said = eightcount("trust", "show")
    assert shown["roots"][0] in said.out
    assert shown["online"][0]["key"] in said.out
    assert eightcount("trust", "show", "--keys").out.strip() == shown["roots"][0]


def test_the_next_version_keeps_the_online_keys_or_takes_those_given(eightcount: Type, keys: Path) -> None:
    first = eightcount("trust", "show", "--json").document
    again = eightcount(
        "trust", "sign", str(keys / "root.json"), "--root-key", str(keys / "root.key"), "--json"
    )
    assert (again.document["version"], again.document["online"]) == (2, first["online"])
    made = eightcount("trust", "online", str(keys / "next.key"), "--json").document["public_key"]
    assert sign(eightcount, keys, "--online", f"{made}=staging").code == 0
    shown = eightcount("trust", "show", "--json").document
    assert shown["online"] == [{"key": made, "channels": ["staging"]}]
    assert len(shown["complaints"]) == 2
    assert "does not name the online key" in shown["complaints"][0]


def test_a_root_document_that_ends_soon_is_complained_of(eightcount: Type, keys: Path) -> None:
    sign(eightcount, keys, "--days", "20")
    said = eightcount("trust", "show")
    assert said.code == 0
    assert "Sign it anew with `eightcount trust sign`" in said.err


def test_another_root_key_alone_is_warned_of(eightcount: Type, keys: Path) -> None:
    assert eightcount("trust", "root", str(keys / "root2.key")).code == 0
    both = sign(eightcount, keys, "--root-key", str(keys / "root2.key"))
    assert "refuse it" not in both.err
    assert "refuse it" not in sign(eightcount, keys, root="root2.key").err
    assert "Devices that pin only the old key refuse it" in sign(eightcount, keys).err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--online", "nobody"), "is no public key"),
        (("--online", "0" * 64 + "=Staging!"), "no names of channels"),
        (("--online", "0" * 64, "--online", "0" * 64), "named twice"),
    ],
)
def test_what_cannot_be_named_is_refused(
    eightcount: Type, keys: Path, words: tuple[str, ...], sentence: str
) -> None:
    said = sign(eightcount, keys, *words)
    assert (said.code, sentence in said.err) == (1, True), said.err
    assert eightcount("trust", "show", "--json").document["version"] == 1


def test_a_wrong_pass_phrase_signs_nothing(
    eightcount: Type, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EIGHTCOUNT_ROOT_PASSPHRASE", "one two three four")
    said = sign(eightcount, keys)
    assert (said.code, "pass phrase is another one" in said.err) == (1, True)


def test_a_key_is_never_written_over_and_a_damaged_document_not_followed_up(
    eightcount: Type, keys: Path
) -> None:
    said = eightcount("trust", "online", str(keys / "online.key"))
    assert (said.code, "never written over" in said.err) == (1, True)
    (keys / "root.json").write_bytes(b"{}")
    said = sign(eightcount, keys)
    assert (said.code, "the next one is higher" in said.err) == (1, True)
    assert eightcount("trust", "show").code == 1


def test_a_device_says_whom_it_believed_and_asks_for_a_key(
    eightcount: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as shelf:
        shelf.publish(pack(lay_desk(tmp_path / "desk")))
        words = ("device", "sync", shelf.url, str(tmp_path / "device"))
        assert (
            "signed under the root key (its document's version 1), good until 2100" in eightcount(*words).out
        )
        stranger = eightcount(*words, "--root", "0" * 64)
        assert (stranger.code, "not signed by a pinned root key" in stranger.err) == (1, True)
        assert eightcount(*words, "--root", "0" * 64, "--root", ROOT).code == 0
        assert "64 lower-case hexadecimal digits" in eightcount(*words, "--root", "x").err
        monkeypatch.delenv("EIGHTCOUNT_ROOT_KEY")
        said = eightcount(*words)
        assert (said.code, "EIGHTCOUNT_ROOT_KEY" in said.err) == (2, True)
