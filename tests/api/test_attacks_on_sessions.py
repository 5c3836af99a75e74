"""What somebody tries who wants in: guessing, spraying, locking others out, stolen and fixed sessions."""

import re
import time

import pytest
from signed_in import PASSWORD, SAME_ORIGIN, account, browser, person, sign_in
from sqlalchemy import select
from starlette.testclient import TestClient
from studio import told
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from cms.accounts import kept_hash
from cms.api.callers import COOKIE
from cms.db import reading, writing
from cms.models import SignInAttempt, WebSession

WRONG = "seven quiet drum"


def at(studio, address, **headers):
    """A browser at that network address."""
    client = TestClient(studio.app, base_url="https://testserver", client=(address, 1))
    client.headers.update(SAME_ORIGIN | headers)
    return client


def enter(client, login="mina", password=PASSWORD):
    return client.post("/api/v1/session", json={"login": login, "password": password})


def earlier(studio, number, *, login="mina", address):
    """So many failed tries that have been."""
    with writing(studio.house.engine) as session:
        session.add_all(
            SignInAttempt(login_sha256=kept_hash(login), address=address, at_s=time.time())
            for _ in range(number)
        )


def test_guessing_at_one_place_locks_nobody_out_elsewhere(studio):
    account(studio, "author", "mina")
    guesser, mina = at(studio, "192.0.2.66"), at(studio, "198.51.100.7")
    for _ in range(studio.house.settings.sign_in_tries_per_login):
        told(enter(guesser, password=WRONG), 401)
    assert "from your network address" in told(enter(guesser), 429)["detail"]
    told(enter(mina), 200)


def test_guessing_at_many_places_ends_too(studio):
    account(studio, "author", "mina")
    most = studio.house.settings.sign_in_tries_per_login_everywhere
    for place in range(most - 1):
        earlier(studio, 1, address=f"192.0.2.{place}")
    told(enter(at(studio, "198.51.100.7"), password=WRONG), 401)
    problem = told(enter(at(studio, "198.51.100.8")), 429)
    assert "address" not in problem["detail"]
    account(studio, "author", "teal")
    told(enter(at(studio, "198.51.100.8"), "teal"), 200)


def test_a_lock_leaves_open_sessions_alone_and_an_admin_opens_it(studio):
    mina = account(studio, "author", "mina")
    client, admin = sign_in(studio, "mina"), person(studio, "admin")
    earlier(studio, studio.house.settings.sign_in_tries_per_login_everywhere, address="192.0.2.1")
    told(enter(browser(studio)), 429)
    told(client.get("/api/v1/session"), 200)
    told(admin.patch(f"/api/v1/accounts/{mina}", json={"password": "eight louder trumpets"}), 200)
    sign_in(studio, "mina", "eight louder trumpets")


def test_spraying_one_password_over_many_logins_locks_the_place(studio):
    client = at(studio, "192.0.2.66")
    statuses = [enter(client, f"person{number}").status_code for number in range(60)]
    most = studio.house.settings.sign_in_tries_per_address
    assert statuses == [401] * most + [429] * (60 - most)


def test_a_made_up_forwarded_address_is_no_other_place(sqlite_studio):
    """As uvicorn stands before the application: only a proxy that was named says who came to it."""
    statuses = []
    for number in range(12):
        app = ProxyHeadersMiddleware(sqlite_studio.app, trusted_hosts="10.0.0.1")
        client = TestClient(app, base_url="https://testserver", client=("192.0.2.66", 1))
        client.headers.update(SAME_ORIGIN | {"X-Forwarded-For": f"203.0.113.{number}"})
        statuses.append(enter(client).status_code)
    assert statuses == [401] * 10 + [429] * 2
    # Through the proxy the address is the one that the proxy itself has seen: the last.
    app = ProxyHeadersMiddleware(sqlite_studio.app, trusted_hosts="10.0.0.1")
    client = TestClient(app, base_url="https://testserver", client=("10.0.0.1", 1))
    client.headers.update(SAME_ORIGIN | {"X-Forwarded-For": "203.0.113.77, 192.0.2.66"})
    assert enter(client).status_code == 429


def test_a_session_that_somebody_else_chose_is_not_taken(studio):
    """Fixation: whatever cookie a browser brings, signing in makes a fresh one and ends the old one."""
    account(studio, "author", "mina")
    fixed = "chosen-by-somebody-else"
    body = {"login": "mina", "password": PASSWORD}
    answer = browser(studio).post("/api/v1/session", json=body, headers={"Cookie": f"{COOKIE}={fixed}"})
    told(answer, 200)
    assert answer.cookies[COOKIE] != fixed
    knowing = browser(studio)
    knowing.cookies.set(COOKIE, fixed)
    told(knowing.get("/api/v1/session"), 401)


def test_a_copied_cookie_ends_with_the_session_whatever_ended_it(studio):
    admin = person(studio, "admin")
    for end in ("sign-out", "password", "disabled"):
        who = account(studio, "author", f"mina-{end}")
        client, elsewhere = sign_in(studio, f"mina-{end}"), browser(studio)
        elsewhere.cookies.set(COOKIE, client.cookies[COOKIE])
        told(elsewhere.get("/api/v1/songs"), 200)
        if end == "sign-out":
            told(client.delete("/api/v1/session"), 204)
        else:
            change = {"disabled": True} if end == "disabled" else {"password": "eight louder trumpets"}
            told(admin.patch(f"/api/v1/accounts/{who}", json=change), 200)
        assert told(elsewhere.get("/api/v1/songs"), 401)["code"] == "not-signed-in", end


def test_a_browser_sends_the_cookie_by_tls_only(studio):
    account(studio, "author", "mina")
    client = browser(studio)
    cookie = enter(client).headers["set-cookie"]
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax; Secure", cookie)
    answer = client.get("http://testserver/api/v1/session")  # no TLS: the cookie stays where it is
    assert "cookie" not in answer.request.headers
    told(answer, 401)


def test_sessions_cannot_be_guessed(studio):
    account(studio, "author", "mina")
    tokens = {sign_in(studio, "mina").cookies[COOKIE] for _ in range(40)}
    assert len(tokens) == 40
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)  # 256 bits in base64
    for place in range(43):  # no letter of it is always the same: nothing of it is a counter or a clock
        assert len({token[place] for token in tokens}) > 3
    with reading(studio.house.engine) as session:
        assert not tokens & set(session.scalars(select(WebSession.token_sha256)))


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "author"}])
def test_who_is_no_admin_any_more_leaves_no_key_behind(studio, change):
    gone = account(studio, "admin", "gone")
    leaving, staying = sign_in(studio, "gone"), person(studio, "admin")
    everything = {"name": "mine", "scopes": ["read", "admin"]}
    first = told(leaving.post("/api/v1/keys", json=everything), 201)["secret"]
    second = told(studio.client_of(first).post("/api/v1/keys", json=everything), 201)["secret"]
    others = told(staying.post("/api/v1/keys", json=everything), 201)["secret"]
    told(staying.patch(f"/api/v1/accounts/{gone}", json={"name": "Still here"}), 200)
    told(studio.client_of(second).get("/api/v1/songs"), 200)
    told(staying.patch(f"/api/v1/accounts/{gone}", json=change), 200)
    for secret, status in ((first, 401), (second, 401), (others, 200), (studio.secret, 200)):
        told(studio.client_of(secret).get("/api/v1/songs"), status)
    revoked = studio.get("/audit?noun=key")["items"][:2]
    assert [entry["changes"][0]["field"] for entry in revoked] == ["revoked_at"] * 2
    told(staying.patch(f"/api/v1/accounts/{gone}", json={"disabled": False, "role": "admin"}), 200)
    told(studio.client_of(first).get("/api/v1/songs"), 401)  # for good
