from concurrent.futures import ThreadPoolExecutor

import pytest
from signed_in import PASSWORD, account, browser, person, sign_in
from sqlalchemy import text
from studio import Studio, told

from cms import signing_in
from cms.db import reading, writing
from cms.models import Account

GIVEN = {"login": "Teal", "name": "Teal Kim", "role": "publisher", "password": "eight louder trumpets"}


def test_an_admin_makes_an_account_that_signs_in(studio):
    admin = person(studio, "admin", "root")
    made = told(admin.post("/api/v1/accounts", json=GIVEN), 201)
    assert (made["login"], made["role"], made["disabled"], made["has_password"]) == (
        "teal",
        "publisher",
        False,
        True,
    )
    assert made["created_by"].startswith("account:")
    assert "password" not in made
    client = sign_in(studio, "teal", GIVEN["password"])
    assert told(client.get("/api/v1/session"), 200)["account"]["scopes"] == [
        "author",
        "build",
        "publish",
        "read",
        "review",
    ]
    listed = told(admin.get("/api/v1/accounts"), 200)["items"]
    assert [one["login"] for one in listed] == ["root", "teal"]
    assert listed[1] == made


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"login": "root"}, 409, "already"),
        ({"login": " ROOT "}, 409, "already"),
        ({"login": "two words"}, 422, "begins with a letter"),
        ({"password": "short"}, 422, "at least 12"),
        ({"password": "teal-teal-teal", "login": "teal-teal-tea"}, 422, "nearly the login"),
        ({"role": "owner"}, 422, "role"),
        ({"name": ""}, 422, "name"),
    ],
)
def test_what_cannot_be_an_account(sqlite_studio, given, status, words):
    admin = person(sqlite_studio, "admin", "root")
    problem = told(admin.post("/api/v1/accounts", json={**GIVEN, **given}), status)
    assert words in problem["detail"]
    assert len(told(admin.get("/api/v1/accounts"), 200)["items"]) == 1


def test_a_new_password_from_an_admin_ends_sessions_and_a_lock(studio):
    mina = account(studio, "author", "mina")
    client, admin = sign_in(studio, "mina"), person(studio, "admin")
    knocking = browser(studio)
    wrong = {"login": "mina", "password": "seven quiet drum"}
    for _ in range(studio.house.settings.sign_in_tries_per_login):
        told(knocking.post("/api/v1/session", json=wrong), 401)
    told(knocking.post("/api/v1/session", json=wrong), 429)
    fresh = "eight louder trumpets"
    told(admin.patch(f"/api/v1/accounts/{mina}", json={"password": fresh}), 200)
    told(client.get("/api/v1/session"), 401)
    sign_in(studio, "mina", fresh)


@pytest.fixture
def on_postgres(postgres_url, tmp_path):
    return Studio(postgres_url, tmp_path)


def test_a_new_password_and_a_sign_in_at_the_same_moment_do_not_wait_in_a_ring(on_postgres):
    """Both lock the account, then its failed tries."""
    studio, engine = on_postgres, on_postgres.house.engine
    mina = account(studio, "author", "mina")
    admin = person(studio, "admin")
    wrong = {"login": "mina", "password": "seven quiet drum"}
    told(browser(studio).post("/api/v1/session", json=wrong), 401)
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool, reading(engine) as watch:
        with writing(engine) as session:
            session.get_one(Account, mina, with_for_update=True)  # as `signing_in.finish`
            change = {"password": "eight louder trumpets"}
            edited = pool.submit(admin.patch, f"/api/v1/accounts/{mina}", json=change)
            while not watch.scalar(waiting) and not edited.done():
                pass
            signing_in.forget_attempts(session, "mina")
        told(edited.result(), 200)


def test_the_last_admin_stays_one(studio):
    root = account(studio, "admin", "root")
    admin = sign_in(studio, "root")
    for change in ({"role": "author"}, {"disabled": True}):
        problem = told(admin.patch(f"/api/v1/accounts/{root}", json=change), 409)
        assert problem["code"] == "last-admin"
    told(admin.patch(f"/api/v1/accounts/{root}", json={"name": "Root", "role": "admin"}), 200)
    other = account(studio, "admin", "other")
    told(admin.patch(f"/api/v1/accounts/{other}", json={"disabled": True}), 200)
    told(admin.patch(f"/api/v1/accounts/{root}", json={"role": "author"}), 409)
    told(admin.patch(f"/api/v1/accounts/{other}", json={"disabled": False}), 200)
    told(admin.patch(f"/api/v1/accounts/{root}", json={"role": "author"}), 200)
    told(admin.get("/api/v1/accounts"), 403)


def test_two_admins_who_demote_each_other_leave_one(studio):
    ids = [account(studio, "admin", login) for login in ("one", "two")]
    clients = [sign_in(studio, login) for login in ("one", "two")]
    with ThreadPoolExecutor(2) as pool:
        statuses = list(
            pool.map(
                lambda pair: (
                    pair[0].patch(f"/api/v1/accounts/{pair[1]}", json={"role": "author"}).status_code
                ),
                zip(clients, reversed(ids), strict=True),
            )
        )
    assert statuses.count(200) == 1, statuses
    assert set(statuses) <= {200, 403, 409}


def test_people_to_choose_from(studio):
    account(studio, "author", "teal", "Teal")
    out = account(studio, "author", "out", "Gone")
    admin = person(studio, "admin")
    told(admin.patch(f"/api/v1/accounts/{out}", json={"disabled": True}), 200)
    names = [one["name"] for one in studio.get("/people")["items"]]
    assert names == ["Mina", "Teal"]
    assert set(studio.get("/people")["items"][0]) == {"id", "name"}


def test_what_is_not_there(sqlite_studio):
    admin = person(sqlite_studio, "admin")
    for change in ({"name": "X"}, {"password": PASSWORD}):
        told(admin.patch("/api/v1/accounts/" + "0" * 22, json=change), 404)


def test_keys_are_made_and_revoked(studio):
    admin = person(studio, "admin")
    answer = admin.post("/api/v1/keys", json={"name": "import", "scopes": ["read", "author", "read"]})
    made = told(answer, 201)
    assert answer.headers["cache-control"] == "no-store"
    assert made["scopes"] == ["author", "read"]
    assert made["created_by"].startswith("account:")
    client = studio.client_of(made["secret"])
    told(client.post("/api/v1/songs", json={"title": "A"}), 201)
    told(client.get("/api/v1/keys"), 403)
    listed = told(admin.get("/api/v1/keys"), 200)["items"]
    assert made["secret"] not in str(listed)
    assert {**listed[-1], "secret": made["secret"]} == made
    for _ in range(2):
        told(admin.delete(f"/api/v1/keys/{made['id']}"), 204)
    told(client.get("/api/v1/songs"), 401)
    assert told(admin.get("/api/v1/keys"), 200)["items"][-1]["revoked_at"] is not None
    told(admin.delete("/api/v1/keys/" + "0" * 22), 404)


def test_a_key_needs_a_scope_that_there_is(sqlite_studio):
    admin = person(sqlite_studio, "admin")
    for scopes in ([], ["everything"]):
        told(admin.post("/api/v1/keys", json={"name": "x", "scopes": scopes}), 422)


def test_a_key_of_an_admin_does_what_admins_do(sqlite_studio):
    client = sqlite_studio.client_of(sqlite_studio.key("admin"))
    made = told(client.post("/api/v1/accounts", json=GIVEN), 201)
    assert made["created_by"].startswith("key:")
    assert told(client.get("/api/v1/session"), 401)["code"] == "not-signed-in"
