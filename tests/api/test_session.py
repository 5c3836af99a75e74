import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from signed_in import PASSWORD, account, browser, person, sign_in
from sqlalchemy import select, text, update
from starlette.testclient import TestClient
from studio import told

from cms import passwords
from cms.api.callers import COOKIE
from cms.db import reading, writing
from cms.models import Account, SignInAttempt, WebSession

WRONG = "seven quiet drum"


def enter(client, login="mina", password=PASSWORD, **headers):
    return client.post("/api/v1/session", json={"login": login, "password": password}, headers=headers)


def move_clock(studio, seconds, **columns):
    """As if the database's clock had gone on: rows of that column become older."""
    with writing(studio.house.engine) as session:
        for row, names in (
            (WebSession, columns.get("session", ())),
            (SignInAttempt, columns.get("tries", ())),
        ):
            for name in names:
                session.execute(update(row).values({name: getattr(row, name) - seconds}))


def test_a_person_signs_in_and_out(studio):
    mina = account(studio, "author", "mina")
    client = browser(studio)
    assert told(client.get("/api/v1/session"), 401)["code"] == "not-signed-in"
    answer = enter(client, " MINA ")
    person_shown = told(answer, 200)["account"]
    assert person_shown == {
        "id": mina,
        "login": "mina",
        "name": "Mina",
        "role": "author",
        "scopes": ["author", "build", "read", "review"],
        "language": None,
    }
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-eightcount=")
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie
    assert told(client.get("/api/v1/session"), 200)["account"] == person_shown
    song = told(client.post("/api/v1/songs", json={"title": "A"}), 201)
    assert song["created_by"] == f"account:{mina}"
    token = client.cookies[COOKIE]
    told(client.delete("/api/v1/session"), 204)
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, token)  # a copy of the cookie is worth nothing either
    assert told(client.get("/api/v1/songs"), 401)["code"] == "not-signed-in"


def test_the_database_knows_no_token_and_no_password(studio):
    account(studio, "author", "mina")
    client = sign_in(studio, "mina")
    with reading(studio.house.engine) as session:
        told_by_rows = " ".join(
            str(value)
            for table in ("accounts", "web_sessions", "audit_entries", "sign_in_attempts")
            for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - names of ours
            for value in row
        )
    assert client.cookies[COOKIE] not in told_by_rows
    assert PASSWORD not in told_by_rows
    assert "$argon2id$" in told_by_rows


def test_a_wrong_password_and_an_unknown_login_are_told_alike(studio):
    account(studio, "author", "mina")
    client = browser(studio)
    wrong = told(enter(client, password=WRONG), 401)
    unknown = told(enter(client, "nobody"), 401)
    assert wrong == unknown
    assert wrong["code"] == "sign-in-failed"
    assert COOKIE not in client.cookies


def test_an_unknown_login_is_hashed_for_too(sqlite_studio, monkeypatch):
    """Else the time of the answer would tell which logins there are."""
    account(sqlite_studio, "author", "mina")
    compared = []

    class Counting:
        def verify(self, _typed, kept):
            compared.append(kept.split("$")[1:4])  # kind, version, costs
            return False

    monkeypatch.setattr("cms.passwords._HASHER", Counting())
    enter(browser(sqlite_studio), "mina")
    enter(browser(sqlite_studio), "nobody")
    assert len(compared) == 2
    assert compared[0] == compared[1]


def test_many_failed_tries_lock_the_login_for_a_while(studio):
    account(studio, "author", "mina")
    client = browser(studio)
    for _ in range(studio.house.settings.sign_in_tries_per_login):
        told(enter(client, password=WRONG), 401)
    answer = enter(client)  # the right password does not help
    problem = told(answer, 429)
    assert problem["code"] == "too-many-attempts"
    assert "locked" in problem["detail"]
    assert 0 < int(answer.headers["retry-after"]) <= studio.house.settings.sign_in_window_s
    account(studio, "author", "teal")
    told(enter(browser(studio), "teal"), 200)  # another login is free
    move_clock(studio, studio.house.settings.sign_in_window_s + 1, tries=["at_s"])
    told(enter(client), 200)


def test_who_signs_in_has_all_tries_again(studio):
    account(studio, "author", "mina")
    client = browser(studio)
    for _ in range(2):
        for _ in range(studio.house.settings.sign_in_tries_per_login - 1):
            told(enter(client, password=WRONG), 401)
        told(enter(client), 200)


def test_many_failed_tries_of_an_address_lock_it(studio):
    client = browser(studio)
    most = studio.house.settings.sign_in_tries_per_address
    with writing(studio.house.engine) as session:
        session.add_all(
            SignInAttempt(login_sha256=f"{number:064}", address="testclient", at_s=time.time())
            for number in range(most - 1)
        )
    told(enter(client, "nobody"), 401)
    assert "address" in told(enter(client, "somebody"), 429)["detail"]
    elsewhere = TestClient(studio.app, base_url="https://testserver", client=("192.0.2.1", 1))
    told(enter(elsewhere, "somebody"), 401)
    neighbours = [
        TestClient(studio.app, base_url="https://testserver", client=(f"2001:db8::{number}", 1))
        for number in (1, 2)
    ]
    for neighbour in neighbours:
        told(enter(neighbour, "somebody"), 401)
    with reading(studio.house.engine) as session:
        places = set(session.scalars(select(SignInAttempt.address)))
    assert places == {"testclient", "192.0.2.1", "2001:db8::/64"}


def test_many_tries_at_once_do_not_slip_past_the_lock(studio, monkeypatch):
    account(studio, "author", "mina")
    looked_at = []
    monkeypatch.setattr("cms.passwords.fits", lambda password, _kept: looked_at.append(password))
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: enter(browser(studio), password=WRONG).status_code, range(24)))
    assert len(looked_at) == statuses.count(401) == studio.house.settings.sign_in_tries_per_login
    assert statuses.count(429) == 24 - len(looked_at)


def test_who_finds_no_room_to_wait_has_lost_no_try(studio, monkeypatch):
    account(studio, "author", "mina")
    gate = passwords.Gate(at_once=1, waiting=0)
    monkeypatch.setattr(passwords, "_GATE", gate)
    client = browser(studio)
    with gate.turn():
        for _ in range(studio.house.settings.sign_in_tries_per_login + 1):
            answer = enter(client)
            assert told(answer, 503)["code"] == "busy"
            assert int(answer.headers["retry-after"]) > 0
    told(enter(client), 200)


def test_a_session_ends_when_nobody_was_seen_and_in_any_case(studio):
    settings = studio.house.settings
    idle = person(studio)
    move_clock(studio, settings.session_idle_s - 60, session=["seen_s"])
    told(idle.get("/api/v1/songs"), 200)  # seen: the idle time begins again
    move_clock(studio, settings.session_idle_s - 60, session=["seen_s"])
    told(idle.get("/api/v1/songs"), 200)
    move_clock(studio, settings.session_idle_s + 1, session=["seen_s"])
    told(idle.get("/api/v1/songs"), 401)
    old = person(studio)
    move_clock(studio, settings.session_max_s + 1, session=["started_s"])
    told(old.get("/api/v1/songs"), 401)
    person(studio)
    with reading(studio.house.engine) as session:
        assert len(session.scalars(select(WebSession)).all()) == 1  # those that ran out were swept away


def test_signing_in_again_leaves_no_old_session(studio):
    account(studio, "author", "mina")
    client = sign_in(studio, "mina")
    first = client.cookies[COOKIE]
    told(enter(client), 200)
    assert client.cookies[COOKIE] != first
    with reading(studio.house.engine) as session:
        assert len(session.scalars(select(WebSession)).all()) == 1


def test_a_new_password_ends_the_other_sessions(studio):
    account(studio, "author", "mina")
    here, there = sign_in(studio, "mina"), sign_in(studio, "mina")
    change = {"old": "not this one", "new": "eight louder trumpets"}
    problem = told(here.put("/api/v1/session/password", json=change), 422)
    assert (problem["code"], problem["errors"][0]["field"]) == ("wrong-password", "old")
    told(here.put("/api/v1/session/password", json={**change, "old": PASSWORD}), 204)
    told(here.get("/api/v1/session"), 200)
    told(there.get("/api/v1/session"), 401)
    told(enter(browser(studio)), 401)
    sign_in(studio, "mina", "eight louder trumpets")


def test_guessing_the_present_password_is_braked_too(studio):
    account(studio, "author", "mina")
    client = sign_in(studio, "mina")
    change = {"old": "not this one", "new": "eight louder trumpets"}
    for _ in range(studio.house.settings.sign_in_tries_per_login):
        told(client.put("/api/v1/session/password", json=change), 422)
    told(client.put("/api/v1/session/password", json={**change, "old": PASSWORD}), 429)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("short", "at least 12"),
        ("a" * 201, "at most 200"),
        ("mina-the-person", "nearly the login"),
        ("Mina-The-Person!", "nearly the login"),
        ("abababababab", "repeats"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(sqlite_studio, new, why):
    client = person(sqlite_studio, login="mina-the-person")
    problem = told(client.put("/api/v1/session/password", json={"old": PASSWORD, "new": new}), 422)
    assert problem["code"] == "weak-password"
    assert why in problem["detail"]
    assert problem["errors"][0]["field"] == "new"


def test_a_disabled_person_is_out_at_once(studio):
    mina = account(studio, "author", "mina")
    client, admin = sign_in(studio, "mina"), person(studio, "admin")
    told(admin.patch(f"/api/v1/accounts/{mina}", json={"disabled": True}), 200)
    told(client.get("/api/v1/session"), 401)
    assert told(enter(browser(studio)), 401)["code"] == "sign-in-failed"
    told(admin.patch(f"/api/v1/accounts/{mina}", json={"disabled": False}), 200)
    told(client.get("/api/v1/session"), 401)
    sign_in(studio, "mina")


def test_a_changed_role_holds_from_the_next_request(studio):
    mina = account(studio, "publisher", "mina")
    client, admin = sign_in(studio, "mina"), person(studio, "admin")
    told(client.post("/api/v1/songs", json={"title": "A"}), 201)
    told(admin.patch(f"/api/v1/accounts/{mina}", json={"role": "reviewer"}), 200)
    problem = told(client.post("/api/v1/songs", json={"title": "A"}), 403)
    assert "Your role may not" in problem["detail"]


def test_a_person_chooses_name_and_language(studio):
    client = person(studio)
    changed = told(client.patch("/api/v1/session/account", json={"name": "Teal", "language": "ko"}), 200)
    assert (changed["account"]["name"], changed["account"]["language"]) == ("Teal", "ko")
    assert told(client.patch("/api/v1/session/account", json={"language": None}), 200) == {
        "account": {**changed["account"], "language": None}
    }
    told(client.patch("/api/v1/session/account", json={"language": "xx"}), 422)
    told(client.patch("/api/v1/session/account", json={"role": "admin"}), 422)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://else.where"}, 201),  # behind a proxy of ours
        ({"Origin": "https://testserver"}, 201),
        ({"Origin": "https://testserver.else.where"}, 403),
        ({"Origin": "https://testserver:444"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://testserver"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://testserver"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({}, 403),
    ],
)
def test_a_change_by_cookie_comes_from_our_own_pages(sqlite_studio, headers, status):
    token = person(sqlite_studio).cookies[COOKIE]
    client = TestClient(sqlite_studio.app, base_url="https://testserver")
    client.cookies.set(COOKIE, token)
    answer = client.post("/api/v1/songs", json={"title": "A"}, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "cross-site"
    told(client.get("/api/v1/songs", headers=headers), 200)  # to look harms nobody: answers are not shared


def test_nobody_is_signed_in_by_another_site(sqlite_studio):
    account(sqlite_studio, "author", "mina")
    client = TestClient(sqlite_studio.app, base_url="https://testserver")
    assert told(enter(client, **{"Sec-Fetch-Site": "cross-site"}), 403)["code"] == "cross-site"
    told(enter(client, Origin="https://else.where"), 403)
    told(enter(client, Origin="https://testserver"), 200)


def test_a_key_goes_before_a_cookie(sqlite_studio):
    client = person(sqlite_studio, "reviewer")
    headers = {"Authorization": f"Bearer {sqlite_studio.key('author')}", "Sec-Fetch-Site": "cross-site"}
    told(client.post("/api/v1/songs", json={"title": "A"}, headers=headers), 201)
    told(client.get("/api/v1/songs", headers={"Authorization": "Bearer eck_wrong"}), 401)


def test_the_first_page_says_how_to_begin(studio):
    client = studio.client_of(None)
    assert told(client.get("/api/v1/session/ways"), 200) == {"password": True, "oidc": None, "first": True}
    account(studio, "admin")
    assert told(client.get("/api/v1/session/ways"), 200)["first"] is False


def test_who_has_no_password_cannot_sign_in_with_one(studio):
    account(studio, "author", "mina")
    with writing(studio.house.engine) as session:
        session.scalars(select(Account)).one().password_hash = ""
    told(enter(browser(studio), password=""), 422)
    told(enter(browser(studio)), 401)


def test_what_is_typed_may_be_odd(studio):
    for login in ("ä" * 100, "💃", "' OR 1=1 --", "a" * 100):
        told(enter(browser(studio), login, "p\u0000w"), 401)
    told(enter(browser(studio), "a" * 101), 422)
    told(enter(browser(studio), password="x" * 1001), 422)
