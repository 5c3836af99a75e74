"""Signing in at a real provider on loopback, by the addresses that a browser would open."""

import dataclasses
from urllib.parse import parse_qs, urlsplit

import httpx
import openid_provider
import pytest
from pydantic import SecretStr
from signed_in import account, browser, person
from sqlalchemy import select, update
from studio import Studio, told

from cms import oidc
from cms.api.app import create_app
from cms.api.callers import COOKIE
from cms.db import reading, writing
from cms.models import Account, OidcSignIn, WebSession
from cms.passwords import Gate


@pytest.fixture
def provider():
    with openid_provider.running() as made:
        yield made


def set_up(studio, provider, **more):
    """The studio's server with this provider in its settings."""
    given = {
        "oidc_issuer": provider.url,
        "oidc_client_id": openid_provider.CLIENT_ID,
        "oidc_client_secret": SecretStr(openid_provider.CLIENT_SECRET),
        "oidc_name": "The Studio",
        "public_url": "https://testserver",
        **more,
    }
    studio.house = dataclasses.replace(studio.house, settings=studio.house.settings.model_copy(update=given))
    studio.app = create_app(studio.house)
    return studio


@pytest.fixture
def with_provider(sqlite_studio: Studio, provider):
    return set_up(sqlite_studio, provider)


def go(client):
    """To the provider and back; the last answer."""
    leads = client.get("/api/v1/session/oidc", follow_redirects=False)
    assert leads.status_code == 303, leads.text
    back = httpx.get(leads.headers["location"]).headers["location"]
    return client.get(back, follow_redirects=False)


def refused(answer, code):
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/admin/sign-in?failed={code}"
    assert COOKIE not in answer.cookies


def test_a_known_login_signs_in(with_provider, provider):
    mina = account(with_provider, "author", "mina@studio.example")
    client = browser(with_provider)
    ways = told(client.get("/api/v1/session/ways"), 200)
    assert ways["oidc"] == {"name": "The Studio", "url": "/api/v1/session/oidc"}
    answer = go(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/")
    assert told(client.get("/api/v1/session"), 200)["account"]["id"] == mina
    assert told(client.post("/api/v1/songs", json={"title": "A"}), 201)["created_by"] == f"account:{mina}"
    told(client.delete("/api/v1/session"), 204)
    told(client.get("/api/v1/session"), 401)
    # From now on it is the provider's name for the person that counts, not the login.
    provider.person["email"] = "mina.park@studio.example"
    go(client)
    assert told(client.get("/api/v1/session"), 200)["account"]["id"] == mina
    assert provider.codes == {}


def test_signing_in_again_leaves_no_old_session(with_provider, provider):
    account(with_provider, "author", "mina@studio.example")
    client = browser(with_provider)
    go(client)
    first = client.cookies[COOKIE]
    go(client)
    assert client.cookies[COOKIE] != first
    with reading(with_provider.house.engine) as session:
        assert len(session.scalars(select(WebSession)).all()) == 1


def test_a_slow_provider_holds_only_a_few_who_knock(with_provider, provider, monkeypatch):
    gate = Gate(at_once=1, waiting=0)
    monkeypatch.setattr(oidc, "_GATE", gate)
    client = browser(with_provider)
    with gate.turn():
        refused(client.get("/api/v1/session/oidc", follow_redirects=False), "busy")
    assert (
        client.get("/api/v1/session/oidc", follow_redirects=False)
        .headers["location"]
        .startswith(provider.url)
    )


def test_an_unknown_login_is_refused_unless_new_people_have_a_role(studio, provider):
    refused(go(browser(set_up(studio, provider))), "oidc-unknown")
    client = browser(set_up(studio, provider, oidc_new_people="reviewer"))
    provider.person["name"] = "Mina Park"
    assert go(client).headers["location"] == "/admin/"
    shown = told(client.get("/api/v1/session"), 200)["account"]
    assert (shown["login"], shown["name"], shown["role"]) == ("mina@studio.example", "Mina Park", "reviewer")
    admin = person(studio, "admin")
    entries = told(admin.get("/api/v1/audit?noun=account&actor=oidc"), 200)["items"]
    assert sorted(entry["action"] for entry in entries) == ["create", "edit"]


def test_another_person_with_that_login_is_not_that_person(with_provider, provider):
    account(with_provider, "admin", "mina@studio.example")
    go(browser(with_provider))
    provider.person["sub"] = "u-2"
    refused(go(browser(with_provider)), "oidc-unknown")


def test_an_address_that_is_not_verified_is_no_login(with_provider, provider):
    account(with_provider, "admin", "mina@studio.example")
    for unproven in (False, None, "true"):
        provider.person["email_verified"] = unproven
        refused(go(browser(with_provider)), "oidc-unknown")
    del provider.person["email"]
    refused(go(browser(with_provider)), "oidc-unknown")


def test_a_disabled_person_stays_out(with_provider, provider):
    mina = account(with_provider, "author", "mina@studio.example")
    client, admin = browser(with_provider), person(with_provider, "admin")
    go(client)
    told(admin.patch(f"/api/v1/accounts/{mina}", json={"disabled": True}), 200)
    told(client.get("/api/v1/session"), 401)
    refused(go(client), "oidc-unknown")


@pytest.mark.parametrize("lie", ["nonce", "aud", "iss", "exp", "key"])
def test_a_token_that_lies_opens_nothing(with_provider, provider, lie):
    account(with_provider, "author", "mina@studio.example")
    provider.lie = lie
    client = browser(with_provider)
    refused(go(client), "oidc-provider")
    told(client.get("/api/v1/session"), 401)


def test_another_issuer_than_the_one_set_up_is_not_gone_to(with_provider, provider):
    provider.lie = "issuer"
    refused(browser(with_provider).get("/api/v1/session/oidc", follow_redirects=False), "oidc-provider")


def test_a_provider_that_is_away_is_told(with_provider):
    settings = with_provider.house.settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:9"})
    with_provider.house = dataclasses.replace(with_provider.house, settings=settings)
    with_provider.app = create_app(with_provider.house)
    refused(browser(with_provider).get("/api/v1/session/oidc", follow_redirects=False), "oidc-provider")


def test_only_the_browser_that_went_comes_back_and_only_once(with_provider, provider):
    account(with_provider, "author", "mina@studio.example")
    client, other = browser(with_provider), browser(with_provider)
    leads = client.get("/api/v1/session/oidc", follow_redirects=False)
    asked = parse_qs(urlsplit(leads.headers["location"]).query)
    assert asked["redirect_uri"] == ["https://testserver/api/v1/session/oidc/back"]
    assert asked["nonce"] != asked["state"]
    back = httpx.get(leads.headers["location"]).headers["location"]
    refused(other.get(back, follow_redirects=False), "oidc-lost")
    refused(client.get(back.replace("state=", "state=x"), follow_redirects=False), "oidc-lost")
    refused(client.get(back, follow_redirects=False), "oidc-lost")  # its way ended with the wrong state
    leads = client.get("/api/v1/session/oidc", follow_redirects=False)
    back = httpx.get(leads.headers["location"]).headers["location"]
    kept = dict(client.cookies)
    assert client.get(back, follow_redirects=False).headers["location"] == "/admin/"
    client.cookies.clear()
    for name, value in kept.items():
        client.cookies.set(name, value)
    refused(client.get(back, follow_redirects=False), "oidc-lost")


def test_who_took_too_long_begins_again(with_provider, provider):
    account(with_provider, "author", "mina@studio.example")
    client = browser(with_provider)
    leads = client.get("/api/v1/session/oidc", follow_redirects=False)
    with writing(with_provider.house.engine) as session:
        session.execute(update(OidcSignIn).values(started_s=OidcSignIn.started_s - 601))
    back = httpx.get(leads.headers["location"]).headers["location"]
    refused(client.get(back, follow_redirects=False), "oidc-lost")
    client.get("/api/v1/session/oidc", follow_redirects=False)
    with reading(with_provider.house.engine) as session:
        assert len(session.scalars(select(OidcSignIn)).all()) == 1
        assert session.scalars(select(Account.oidc_subject)).all() == [None]


def test_without_a_provider_there_is_no_way_to_one(sqlite_studio):
    client = browser(sqlite_studio)
    told(client.get("/api/v1/session/oidc", follow_redirects=False), 404)
    told(client.get("/api/v1/session/oidc/back?code=a&state=b", follow_redirects=False), 404)


def test_no_page_of_another_site_begins_the_way(with_provider):
    """Else whoever is signed in at the provider would be signed in here, unasked."""
    client = browser(with_provider)
    for site in ("cross-site", "same-site"):
        headers = {"Sec-Fetch-Site": site}
        refused(client.get("/api/v1/session/oidc", headers=headers, follow_redirects=False), "cross-site")
    for headers in ({"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin"}):
        answer = client.get("/api/v1/session/oidc", headers=headers, follow_redirects=False)
        assert answer.headers["location"].startswith("http")
