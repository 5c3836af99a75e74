import json
from collections.abc import Callable

import httpx
import pytest
from desk import Said, Served

Type = Callable[..., Said]
HEADERS = {"Sec-Fetch-Site": "same-origin"}


def sign_in(served: Served, login: str, password: str) -> int:
    body = {"login": login, "password": password}
    return httpx.post(f"{served.url}/api/v1/session", json=body, headers=HEADERS).status_code


def test_the_first_admin_is_made_and_signs_in(eightcount: Type, served: Served) -> None:
    said = eightcount("account", "create", "Root", "--name", "Root", "--role", "admin")
    assert said.code == 0
    password = said.out.strip()
    assert len(password) >= 20
    assert len(said.out.split()) == 1  # the password alone is on stdout
    assert "Account root is made, role admin." in said.err
    assert sign_in(served, "root", password) == 200
    assert sign_in(served, "root", "not this one") == 401


def test_accounts_are_listed_disabled_and_given_a_new_password(eightcount: Type, served: Served) -> None:
    made = eightcount("account", "create", "mina", "--name", "Mina Park", "--json").document
    assert (made["role"], made["disabled_at"]) == ("author", None)
    listed = eightcount("account", "list", "--json").document
    assert [one["name"] for one in listed if one["login"] == "mina"] == ["Mina Park"]
    assert made["password"] not in json.dumps(listed)
    assert "mina" in eightcount("account", "list").out
    assert sign_in(served, "mina", made["password"]) == 200
    assert eightcount("account", "disable", "mina").code == 0
    assert sign_in(served, "mina", made["password"]) == 401
    assert "disabled" in eightcount("account", "list").out
    assert eightcount("account", "enable", "mina").code == 0
    assert sign_in(served, "mina", made["password"]) == 200
    fresh = eightcount("account", "password", "mina", "--json").document["password"]
    assert sign_in(served, "mina", made["password"]) == 401
    assert sign_in(served, "mina", fresh) == 200


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("account", "create", "two words", "--name", "X"), "begins with a letter"),
        (("account", "create", "x", "--name", "X", "--role", "owner"), "There is no role 'owner'"),
        (("account", "create", "x", "--name", " "), "needs a name"),
        (("account", "disable", "nobody"), "There is no account 'nobody'"),
        (("account", "password", "nobody"), "There is no account 'nobody'"),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(
    eightcount: Type, words: tuple[str, ...], sentence: str
) -> None:
    said = eightcount(*words)
    assert said.code == 1
    assert sentence in " ".join(said.err.split())
    assert said.out == ""


def test_a_login_is_taken_once(eightcount: Type) -> None:
    assert eightcount("account", "create", "teal", "--name", "Teal").code == 0
    again = eightcount("account", "create", "TEAL", "--name", "Teal", "--json")
    assert (again.code, again.document["error"]["code"]) == (1, "login-taken")


def test_what_is_done_on_the_command_line_is_in_the_log(eightcount: Type, served: Served) -> None:
    made = eightcount("account", "create", "logged", "--name", "Logged", "--json").document
    key = eightcount(
        "key", "create", "--name", "log", "--scope", "admin", "--scope", "read", "--json"
    ).document
    headers = {"Authorization": f"Bearer {key['secret']}"}
    log = httpx.get(f"{served.url}/api/v1/audit?actor=cli", headers=headers).json()["items"]
    assert {("create", "account", made["id"]), ("create", "key", key["id"])} <= {
        (entry["action"], entry["noun"], entry["noun_id"]) for entry in log
    }
    assert made["password"] not in json.dumps(log)
