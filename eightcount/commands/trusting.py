"""`trust`: the keys that stand between a channel and its devices, and the root document that names them."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eightcount import console
from eightcount.failures import RefusedError
from eightcount.options import JsonOption

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from eightcount_runtime.classpack.root import Root

app = typer.Typer(
    no_args_is_help=True,
    help="What devices believe: the offline root key, the online key, and the root document (docs/trust.md).",
)

_PASSPHRASE = "EIGHTCOUNT_ROOT_PASSPHRASE"  # noqa: S105 - the variable's name

NewKeyArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file to make; it must not exist.")]


@app.command()
def root(
    path: NewKeyArgument,
    *,
    passphrase: Annotated[
        bool, typer.Option(help=f"Ask for a pass phrase to lock the file with (or {_PASSPHRASE}).")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Make a root key, on a machine without network. Apps pin its public key, which is printed."""
    _make(path, _new_passphrase() if passphrase else "", as_json=as_json)


@app.command()
def online(path: NewKeyArgument, *, as_json: JsonOption = False) -> None:
    """Make an online key, on the server that signs. Its public key is printed, for the root to name it."""
    _make(path, "", as_json=as_json)


@app.command()
def sign(
    path: Annotated[
        Path, typer.Argument(metavar="ROOT_JSON", help="The root document, made or followed up.")
    ],
    root_key: Annotated[
        list[Path], typer.Option("--root-key", metavar="FILE", help="File of a root key; may be repeated.")
    ],
    online: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY[=CHANNELS]",
            help="An online key that counts from now on: its public key or its file, perhaps with its "
            "channels, as in =staging,production. May be repeated; none: those named before.",
        ),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=36_500, help="Devices believe it for so long.")] = 365,
    *,
    as_json: JsonOption = False,
) -> None:
    """Sign the next version of the root document: what it named before, or the online keys given."""
    from eightcount import ceremony

    named = [ceremony.online_key(said) for said in online or []]
    private = [_opened(file) for file in root_key]
    written = ceremony.sign_root(path, private, named, days=days, now=datetime.now(UTC))
    for remark in written.remarks:
        console.note(f"[yellow]Mind:[/] {remark}")
    _tell(path, written.root, written.roots, as_json=as_json)


@app.command()
def show(
    path: Annotated[
        Path | None, typer.Argument(metavar="ROOT_JSON", help="A root document.  [default: the settings']")
    ] = None,
    *,
    keys: Annotated[bool, typer.Option("--keys", help="Print the root's public keys alone.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What a root document says, and whether the server of these settings can sign with it."""
    from cms.bootstrap import signer_of
    from cms.key_files import open_to_others
    from cms.releases import CHANNELS
    from cms.settings import Settings
    from cms.signing import SigningError, complaint_of_age, read_root

    signer, now = signer_of(Settings()), datetime.now(UTC)
    shown = path or signer.root_path
    try:
        _, signed, trust = read_root(shown)
    except SigningError as error:
        raise RefusedError(error.sentence, code=error.code) from error
    complaints = [complaint_of_age(signed.root, shown, now)]
    if path is None:
        for channel in CHANNELS:
            try:
                signer.keys(channel, now=now)
            except SigningError as error:
                complaints.append(error.sentence)
        if signer.key_path.exists() and open_to_others(signer.key_path):
            complaints.append(f"Other users of this machine can read {signer.key_path}: chmod 600 it.")
    said = list(dict.fromkeys(complaint for complaint in complaints if complaint))
    for complaint in said:
        console.notes.print(f"Mind: {complaint}", markup=False, soft_wrap=True)
    if keys:
        console.results.print(" ".join(trust.roots))
        return
    _tell(shown, signed.root, trust.roots, as_json=as_json, complaints=said)


def _make(path: Path, passphrase: str, *, as_json: bool) -> None:
    from eightcount_runtime.classpack.signed import public_key

    from cms.errors import InvalidError
    from cms.key_files import make_key

    try:
        key = public_key(make_key(path, passphrase))
    except InvalidError as error:
        raise RefusedError(error.sentence, code=error.code) from error
    if as_json:
        console.answer_json({"path": str(path.resolve()), "public_key": key})
        return
    console.note(f"The private key lies in {path}, readable by you alone. Its public key:")
    console.results.print(key)


def _new_passphrase() -> str:
    said: str = os.environ.get(_PASSPHRASE) or typer.prompt(
        "Pass phrase for the root key", hide_input=True, confirmation_prompt=True, err=True
    )
    return said


def _opened(path: Path) -> "Ed25519PrivateKey":
    from cms.errors import InvalidError
    from cms.key_files import asks_for_passphrase, read_key

    try:
        passphrase = ""
        if asks_for_passphrase(path):
            passphrase = os.environ.get(_PASSPHRASE) or typer.prompt(
                f"Pass phrase of {path}", hide_input=True, err=True
            )
        return read_key(path, passphrase)
    except InvalidError as error:
        raise RefusedError(error.sentence, code=error.code) from error


def _tell(
    path: Path, root: "Root", roots: tuple[str, ...], *, as_json: bool, complaints: list[str] | None = None
) -> None:
    if as_json:
        document: dict[str, Any] = {
            "path": str(path.resolve()),
            "version": root.version,
            "expires": root.expires.isoformat(),
            "roots": roots,
            "online": [{"key": each.key, "channels": each.channels} for each in root.online],
            "complaints": complaints or [],
        }
        console.answer_json(document)
        return
    console.results.print(f"{path}: version {root.version}, good until {root.expires:%Y-%m-%d}")
    for key in roots:
        console.results.print(f"root    {key}  devices pin this one")
    for each in root.online:
        console.results.print(f"online  {each.key}  signs for {' and '.join(each.channels)}")
