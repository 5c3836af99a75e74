"""The command line's table of contents, and how a failed command ends."""

import sys
from typing import Annotated

import typer

from cms.errors import CmsError
from eightcount import VERSION, console
from eightcount.commands import (
    accounts,
    backups,
    building,
    classes,
    devices,
    garbage,
    keys,
    packs,
    practices,
    preparing,
    score,
    serving,
    steps,
    storage,
    trusting,
    verifying,
    walls,
)
from eightcount.failures import CommandError, RefusedError, StoppedError

_HELP = """
Eightcount: from a dancer's take, a song and beats to class packs on devices.

\b
Exit codes
  0    done
  1    refused, by the server or for what was given
  2    wrong usage
  3    the server cannot be reached
  4    a build or a publishing failed
  130  interrupted

Settings are environment variables: EIGHTCOUNT_URL and EIGHTCOUNT_KEY for clients, EIGHTCOUNT_DATA and others
for the processes of a server (docs/cli.md).
"""

app = typer.Typer(help=_HELP, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if wanted:
        console.results.print(f"eightcount {VERSION}")
        raise typer.Exit


@app.callback()
def begin(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it and end.")
    ] = False,
) -> None:
    """Options before a command."""


app.command()(serving.up)
app.command()(serving.serve)
app.command()(serving.worker)
app.command()(preparing.prepare)
app.add_typer(classes.app, name="class")
app.command()(building.build)
app.command()(building.publish)
app.command()(building.rollback)
app.command()(building.status)
app.add_typer(accounts.app, name="account")
app.add_typer(keys.app, name="key")
app.add_typer(storage.app, name="storage")
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(garbage.garbage)
app.add_typer(devices.app, name="device")
app.add_typer(packs.app, name="pack")
app.command()(score.score)
app.add_typer(practices.app, name="practice")
app.command()(verifying.verify)
app.add_typer(trusting.app, name="trust")
app.command()(steps.step)
app.command()(walls.walls)


def main() -> None:
    """Run the command of this process. A failure is a sentence on stderr; with `--json`, JSON on stdout."""
    try:
        app()
    except StoppedError as stopped:
        console.note(f"\n{stopped.sentence}")
        raise SystemExit(int(stopped.exit_code)) from stopped
    except CommandError as error:
        raise _ended(error) from error
    except CmsError as error:  # of a process of a server, by its settings
        raise _ended(RefusedError(error.sentence, code=error.code)) from error
    except ValueError as error:
        refused = _setting_refused(error)
        if refused is None:
            raise
        raise _ended(refused) from None  # what was set may be a secret


def _ended(error: CommandError) -> SystemExit:
    if "--json" in sys.argv:
        console.answer_json({"error": {"code": error.code, "sentence": error.sentence}})
    else:
        console.tell_failure(error)
    return SystemExit(int(error.exit_code))


def _setting_refused(error: ValueError) -> RefusedError | None:
    """Which setting cannot be used and why; None for any other error."""
    from pydantic import ValidationError  # noqa: PLC0415 - clients start without it

    if not isinstance(error, ValidationError) or error.title != "Settings":
        return None
    first = error.errors(include_input=False, include_url=False)[0]
    name = f"EIGHTCOUNT_{str(first['loc'][0]).upper()}"
    return RefusedError(
        f"{name} cannot be used: {first['msg']}. docs/cli.md lists settings.", code="settings"
    )
