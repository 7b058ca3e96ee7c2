"""What the document cannot say, for both runs; and who calls in the one that is signed in.

There, every call that may end its session, or try a password, has an account of its own. All others share one,
so that what one of them made another can find; should its session end all the same, the next call begins
another.
"""

import itertools
import json
import os
import urllib.request

import schemathesis

# Of the server; set for the run that is signed in.
ADDRESS = os.environ.get("PARLOR_ADDRESS")
# The password that the document's examples show.
PASSWORD = "a quiet evening"
# Five wrong passwords lock an account, so those that try one are here too.
COSTLY = {
    ("DELETE", "/v1/accounts/me"),
    ("POST", "/v1/accounts/me/deactivate"),
    ("PUT", "/v1/accounts/me/password"),
    ("DELETE", "/v1/sessions"),
    ("DELETE", "/v1/sessions/current"),
    ("POST", "/v1/sessions/current/step-up"),
    ("PUT", "/v1/accounts/me/email"),
    ("PUT", "/v1/accounts/me/pin"),
    ("POST", "/v1/accounts/me/pin/verify"),
    ("PUT", "/api/me/"),
    ("PATCH", "/api/me/"),
    ("DELETE", "/api/v1/auth/users/me/"),
    ("POST", "/api/v1/auth/users/set_password/"),
    ("POST", "/api/v1/auth/set-pin/"),
    ("POST", "/api/v1/auth/verify-pin/"),
    ("POST", "/api/v1/auth/reset-email-request/"),
}

accounts = itertools.count(1)
shared = None


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@schemathesis.hook
def filter_case(context, case):
    """A number is read as the text that it is written as, so it is no wrong value of a text."""
    body = case.body
    is_wrong = case.meta is not None and case.meta.generation.mode.is_negative
    return not (is_wrong and isinstance(body, dict) and any(map(is_number, body.values())))


def post(path, body):
    request = urllib.request.Request(ADDRESS + path, json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)


def sign_up():
    """The access token of a new account."""
    name = f"fuzz{next(accounts)}@example.com"
    post("/v1/accounts", {"email": name, "password": PASSWORD})
    return post("/v1/sessions", {"login": name, "password": PASSWORD})["access_token"]


class Member:
    """Gives each call its credential."""

    def get(self, case, context):
        global shared
        if (case.method.upper(), case.path) in COSTLY:
            return sign_up()
        shared = shared or sign_up()
        return shared

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


def after_call(context, case, response):
    global shared
    sent = (case.headers or {}).get("Authorization")
    if response.status_code == 401 and sent == f"Bearer {shared}":
        shared = None


if ADDRESS is not None:
    schemathesis.auth(refresh_interval=None)(Member)
    schemathesis.hook(after_call)
