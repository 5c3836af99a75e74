"""The table of rights: every route x every caller, called; and as it lies in docs/rights.txt."""

import os
import re
from collections import defaultdict

import pytest
import rights
from signed_in import browser, person
from studio import told

from cms.api.callers import COOKIE
from cms.api.deps import rules


def test_every_route_lets_through_whom_its_rule_says_and_nobody_else(sqlite_studio):
    everybody = list(rights.callers(sqlite_studio))
    found = rights.called(sqlite_studio, everybody)
    needed = rules(sqlite_studio.app)
    wrong = {
        f"{name} as {caller.name}: {found[name][caller.name]}"
        for caller in everybody
        for name in found
        if found[name][caller.name] != rights.expected(name, needed[name], caller)
    }
    assert not wrong, wrong
    text = rights.as_text(found, needed)
    if os.environ.get("RIGHTS") == "write":
        rights.FILE.write_text(text)
    assert text == rights.FILE.read_text(), "Rights changed: run `make rights`, look at the difference."


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_a_method_that_no_rule_names_is_none(sqlite_studio, method):
    known = [name.split() for name in rules(sqlite_studio.app)]
    taken = [re.compile(re.sub(r"{[^}]+}", "[^/]+", path)) for named, path in known if named == method]
    client, values = browser(sqlite_studio), defaultdict(lambda: "1")
    tried = {rights.named(path, values) for _, path in known}
    tried = {address for address in tried if not any(pattern.fullmatch(address) for pattern in taken)}
    assert len(tried) > 40
    for address in tried:
        told(client.request(method, address), 405)


def test_signing_out_is_for_who_is_signed_in(sqlite_studio):
    client = person(sqlite_studio, "reviewer")
    token = client.cookies[COOKIE]
    for headers, status in ((rights.THEIRS, 403), ({"Sec-Fetch-Site": "same-origin"}, 204)):
        told(client.delete("/api/v1/session", headers=headers), status)
    client.cookies.set(COOKIE, token)
    told(client.delete("/api/v1/session"), 401)
    told(sqlite_studio.client.delete("/api/v1/session"), 401)  # a key is nobody's session
