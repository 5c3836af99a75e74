"""`account`: people who sign in to the admin, in the database of the settings."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from eightcount import console
from eightcount.options import JsonOption

if TYPE_CHECKING:
    from eightcount.local_accounts import Person

app = typer.Typer(
    no_args_is_help=True, help="People who sign in to the admin, in the database of the settings."
)

LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help="What the person signs in with.")]
AskOption = Annotated[
    bool, typer.Option("--ask-password", help="Ask for the password instead of making one up.")
]


@app.command()
def create(
    login: LoginArgument,
    name: Annotated[str, typer.Option(help="The person's name, as others see it.")],
    role: Annotated[str, typer.Option(help="author, reviewer, publisher or admin.")] = "author",
    *,
    ask_password: AskOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make an account. A password is made up and printed this once, or asked for."""
    from eightcount import local_accounts
    from eightcount.local_database import told_settings

    password = _password(ask=ask_password)
    made = local_accounts.create(
        told_settings("Accounts"), login=login, name=name, role=role, password=password
    )
    _tell(made, None if ask_password else password, as_json=as_json, words=f"is made, role {made.role}")


@app.command("list")
def list_accounts(*, as_json: JsonOption = False) -> None:
    """All accounts."""
    from eightcount import local_accounts
    from eightcount.local_database import told_settings

    everybody = local_accounts.every(told_settings("Accounts"))
    if as_json:
        console.answer_json([asdict(person) for person in everybody])
        return
    rows = [
        (
            person.login,
            person.name,
            person.role,
            person.created_at[:10],
            "disabled" if person.disabled_at else "",
        )
        for person in everybody
    ]
    console.results.print(console.table(("login", "name", "role", "made", ""), rows))


@app.command()
def disable(login: LoginArgument, *, as_json: JsonOption = False) -> None:
    """Keep a person out from now on; their sessions end at once. What they did keeps their name."""
    from eightcount import local_accounts
    from eightcount.local_database import told_settings

    _tell(
        local_accounts.disable(told_settings("Accounts"), login, disabled=True),
        None,
        as_json=as_json,
        words="is disabled",
    )


@app.command()
def enable(login: LoginArgument, *, as_json: JsonOption = False) -> None:
    """Let a disabled person in again."""
    from eightcount import local_accounts
    from eightcount.local_database import told_settings

    _tell(
        local_accounts.disable(told_settings("Accounts"), login, disabled=False),
        None,
        as_json=as_json,
        words="is enabled",
    )


@app.command()
def password(login: LoginArgument, *, ask_password: AskOption = False, as_json: JsonOption = False) -> None:
    """Give a person a new password; their sessions end at once, and so does a lock after failed tries."""
    from eightcount import local_accounts
    from eightcount.local_database import told_settings

    fresh = _password(ask=ask_password)
    changed = local_accounts.set_password(told_settings("Accounts"), login, fresh)
    _tell(changed, None if ask_password else fresh, as_json=as_json, words="has a new password")


def _password(*, ask: bool) -> str:
    from cms import passwords

    if not ask:
        return passwords.generated()
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return answer


def _tell(person: "Person", shown_once: str | None, *, as_json: bool, words: str) -> None:
    if as_json:
        secret = {"password": shown_once} if shown_once is not None else {}
        console.answer_json({**asdict(person), **secret})
        return
    console.note(f"Account {person.login} {words}.")
    if shown_once is not None:
        console.note("The password is shown this once; the person can change it after signing in:")
        console.results.print(shown_once)
