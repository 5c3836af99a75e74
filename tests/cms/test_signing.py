"""The keys of a house, and every way in which they can fail to fit."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from eightcount_runtime.classpack.channel import Pointer, PointerClass
from eightcount_runtime.classpack.pointer_file import read_pointer_file, write_pointer_file
from eightcount_runtime.classpack.root import OnlineKey, Root, root_to_json
from eightcount_runtime.classpack.signed import public_key
from eightcount_runtime.classpack.verify import accept_pointer

from cms.bootstrap import build_house, signer_of
from cms.errors import InvalidError
from cms.key_files import asks_for_passphrase, make_key, read_key
from cms.settings import Settings
from cms.signing import Signer, SigningError, make_own, read_root

NOW = datetime.now(UTC).replace(microsecond=0)
CHANNELS = ("staging", "production")
POINTER = Pointer("staging", 3, NOW + timedelta(days=14), (PointerClass("uniform", "0" * 64, 7),))


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    make_own(tmp_path / "keys", CHANNELS, now=NOW)
    return signer_of(Settings(data=tmp_path))


def resign(signer: Signer, **changed: object) -> None:
    """Another root document by the same root key."""
    _, signed, _ = read_root(signer.root_path)
    root_key = read_key(signer.root_path.with_name("root.key"))
    root: Root = replace(signed.root, **changed)  # type: ignore[arg-type]
    signer.root_path.write_bytes(root_to_json(root, [root_key]))


def test_a_house_makes_its_keys_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    signer = build_house(Settings(data=tmp_path)).signer
    keys = signer.keys("staging", now=NOW)
    again = build_house(Settings(data=tmp_path)).signer.keys("production", now=NOW)
    assert (again.root_file, again.trust) == (keys.root_file, keys.trust)
    for name in ("root.key", "online.key"):
        assert (tmp_path / "keys" / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.glob(".keys*")) == []


def test_of_many_processes_that_start_at_once_all_have_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: make_own(tmp_path / "keys", CHANNELS, now=NOW), range(8)))
    signer_of(Settings(data=tmp_path)).keys("staging", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_named_keys_are_not_made(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path / "data", signing_key=str(tmp_path / "a.key"), root_file=str(tmp_path / "r")
    )
    signer = build_house(settings).signer
    assert not (tmp_path / "data" / "keys").exists()
    with pytest.raises(SigningError, match="eightcount trust sign"):
        signer.keys("staging", now=NOW)


def test_what_is_signed_is_what_devices_accept(signer: Signer) -> None:
    file = signer.sign(POINTER, after=None, now=NOW)
    trust = signer.keys("staging", now=NOW).trust
    accepted = accept_pointer(file, channel="staging", trust=trust, held=None, root_version_seen=0, now=NOW)
    assert accepted.pointer == POINTER
    assert signer.believed(file, "staging", now=NOW + timedelta(days=99)) == read_pointer_file(file)
    later = signer.sign(replace(POINTER, version=4), after=file, now=NOW)
    assert read_pointer_file(later).pointer.version == 4


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"classes": ()}, {"expires": NOW}], ids=["older", "same version", "expired"]
)
def test_what_devices_would_refuse_is_not_signed(signer: Signer, change: dict[str, object]) -> None:
    file = signer.sign(POINTER, after=None, now=NOW)
    with pytest.raises(SigningError, match="Devices would refuse"):
        signer.sign(replace(POINTER, **change), after=file, now=NOW)  # type: ignore[arg-type]


def test_without_an_online_key_nothing_is_signed(signer: Signer) -> None:
    signer.key_path.unlink()
    with pytest.raises(SigningError, match=r"online\.key cannot be read.*eightcount trust online"):
        signer.sign(POINTER, after=None, now=NOW)


def test_without_a_root_document_nothing_is_signed(signer: Signer) -> None:
    signer.root_path.unlink()
    with pytest.raises(SigningError, match=r"root\.json cannot be read.*eightcount trust sign"):
        signer.sign(POINTER, after=None, now=NOW)


def test_an_online_key_that_the_root_does_not_name_is_refused(signer: Signer, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.key"
    key = public_key(make_key(stranger))
    with pytest.raises(
        SigningError, match=rf"does not name the online key .*{key}.* for the channel staging"
    ):
        replace(signer, key_path=stranger).sign(POINTER, after=None, now=NOW)


def test_an_online_key_signs_for_its_channels_alone(signer: Signer) -> None:
    key = public_key(read_key(signer.key_path))
    resign(signer, online=(OnlineKey(key, ("production",)),))
    signer.sign(replace(POINTER, channel="production"), after=None, now=NOW)
    with pytest.raises(SigningError, match="for the channel staging"):
        signer.sign(POINTER, after=None, now=NOW)


def test_a_root_document_that_ends_soon_is_told_and_an_ended_one_refused(
    signer: Signer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        signer.sign(POINTER, after=None, now=NOW)
        assert caplog.messages == []
        resign(signer, expires=NOW + timedelta(days=29))
        signer.sign(POINTER, after=None, now=NOW)
    assert "expires on" in caplog.text
    resign(signer, expires=NOW)
    with pytest.raises(SigningError, match="expired on"):
        signer.sign(POINTER, after=None, now=NOW)


@pytest.mark.parametrize("file", [b"", b"{}", b'{"signed":{},"signatures":[]}'])
def test_what_is_no_root_document_is_refused(signer: Signer, file: bytes) -> None:
    signer.root_path.write_bytes(file)
    with pytest.raises(SigningError, match="no root document"):
        signer.sign(POINTER, after=None, now=NOW)


def test_a_root_document_changed_after_it_was_signed_is_refused(signer: Signer) -> None:
    file = signer.root_path.read_bytes()
    signer.root_path.write_bytes(file.replace(b'"version":1', b'"version":2'))
    with pytest.raises(SigningError, match="No root key signed"):
        signer.sign(POINTER, after=None, now=NOW)


@pytest.mark.parametrize("kind", ["text", "another kind", "empty"])
def test_a_file_that_is_no_such_key_is_refused(signer: Signer, kind: str) -> None:
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signer.key_path.write_bytes({"text": b"a key", "another kind": other, "empty": b""}[kind])
    with pytest.raises(SigningError, match=r"Ed25519 is needed|no key that can be opened"):
        signer.sign(POINTER, after=None, now=NOW)


def test_a_pointer_of_a_stranger_or_of_an_older_root_is_not_believed(signer: Signer, tmp_path: Path) -> None:
    file = signer.sign(POINTER, after=None, now=NOW)
    root_file = signer.root_path.read_bytes()
    stranger = write_pointer_file(POINTER, root_file, make_key(tmp_path / "stranger.key"))
    for wrong in (stranger, b"", b"{}", file[:-1], file.replace(b"uniform", b"another")):
        assert signer.believed(wrong, "staging", now=NOW) is None
    assert signer.believed(file, "production", now=NOW) is None
    resign(signer, version=2)
    assert signer.believed(file, "staging", now=NOW) is None


def test_a_process_with_an_old_root_document_does_not_take_the_channel_back(signer: Signer) -> None:
    old = signer.root_path.read_bytes()
    resign(signer, version=2)
    file = signer.sign(POINTER, after=None, now=NOW)
    signer.root_path.write_bytes(old)
    with pytest.raises(SigningError, match=r"version 2 of the root document.*has version 1"):
        signer.believed(file, "staging", now=NOW)


def test_a_key_file_is_never_written_over_and_opens_with_its_pass_phrase_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "root.key"
    made = make_key(path, "eight counts")
    assert path.stat().st_mode & 0o777 == 0o600
    assert asks_for_passphrase(path)
    assert public_key(read_key(path, "eight counts")) == public_key(made)
    for wrong in ("", "nine counts"):
        with pytest.raises(InvalidError, match="pass phrase is another one"):
            read_key(path, wrong)
    with pytest.raises(InvalidError, match="never written over"):
        make_key(path)
    (tmp_path / "link").symlink_to("/nowhere")
    with pytest.raises(InvalidError, match="already"):
        make_key(tmp_path / "link")
