"""Sign-in through a provider of OpenID Connect that runs in the test."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from dd_toolkit.settings import OpenId, Settings
from dd_toolkit.storage import accounts
from dd_toolkit.web import create_app
from tests.web.persons import Person, an_account

KEY = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"})
FORGED = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"})


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        at = self.server.issuer
        if self.path.endswith("openid-configuration"):
            self.says(
                issuer=at,
                authorization_endpoint=f"{at}/authorize",
                token_endpoint=f"{at}/token",
                jwks_uri=f"{at}/keys",
                id_token_signing_alg_values_supported=["RS256"],
            )
        else:
            self.says(keys=[KEY.as_dict(private=False)])

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        claims = {
            "iss": self.server.issuer,
            "aud": "toolkit",
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            **self.server.claims,
        }
        header = {"alg": "RS256", "kid": "one"}
        token = jwt.encode(header, claims, self.server.key)
        self.says(access_token="a", token_type="Bearer", id_token=token)

    def says(self, **facts):
        body = json.dumps(facts).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def provider():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.issuer = f"http://127.0.0.1:{server.server_port}"
        server.claims, server.key = {}, KEY
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def openid_app(tmp_path, library, db, settings, provider):
    wanted = Settings(
        settings.database,
        settings.secret_key,
        settings.url,
        openid=OpenId(provider.issuer, "toolkit", "secret"),
    )
    made = create_app(wanted, library)
    yield made
    made.extensions["dd_toolkit"].connections.close()


@pytest.fixture
def mona(openid_app, db):
    an_account(db, "mona@x.org")
    return Person(openid_app, "mona@x.org")


def comes_back(person, provider, *, forged=False, state=None, **claims):
    """To the provider and back, with these claims."""
    away = person.reads("/account/openid/").headers["location"]
    asked = {k: v[0] for k, v in parse_qs(urlsplit(away).query).items()}
    provider.key = FORGED if forged else KEY
    provider.claims = {
        "sub": "s1",
        "nonce": asked["nonce"],
        "email": "mona@x.org",
        "email_verified": True,
    } | claims
    sent = f"/account/openid/back?code=c&state={state or asked['state']}"
    return person.reads(sent)


def signed_in(person):
    return person.reads("/account/").status_code == 200


def test_who_was_invited_signs_in_through_the_provider(mona, provider):
    comes_back(mona, provider)

    assert signed_in(mona)


def test_later_the_subject_counts_not_the_address(mona, provider):
    comes_back(mona, provider)
    mona.sends("/account/sign-out")

    comes_back(mona, provider, email="changed@x.org", email_verified=False)

    assert signed_in(mona)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody@x.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": ""},
        {"sub": ""},
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "http://another"},
        {"exp": 1},
        {"forged": True},
        {"state": "another"},
    ],
    ids=str,
)
def test_a_claim_that_is_not_right_signs_nobody_in(mona, provider, wrong):
    answer = comes_back(mona, provider, **wrong)

    assert (answer.status_code, signed_in(mona)) == (422, False)


def test_who_is_locked_out_stays_out(mona, db, provider):
    accounts.disable(db, "id-mona", at="now")
    comes_back(mona, provider)

    assert not signed_in(mona)


def test_an_auditor_still_gives_the_second_factor(openid_app, db, provider):
    an_account(db, "noor@x.org", "auditor")
    noor = Person(openid_app, "noor@x.org")
    comes_back(noor, provider, email="noor@x.org")

    assert noor.reads("/account/").headers["location"] == "/account/second-factor"


def test_another_subject_does_not_take_over_a_bound_account(openid_app, mona, provider):
    comes_back(mona, provider)
    other = Person(openid_app)

    comes_back(other, provider, sub="s2")

    assert not signed_in(other)


def test_without_the_setting_there_is_no_such_page(app):
    assert app.test_client().get("/account/openid/").status_code == 404
