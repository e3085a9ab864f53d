"""One's own sessions and tokens, by program."""

from comptoir.accounts.models import ApiToken
from comptoir.accounts.scopes import SCOPES
from comptoir.api.openapi import description
from tests.web.signing_in import open_session_of, sign_in

from .conftest import ids

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"


def test_sessions_are_listed_with_where_they_are(cast, call):
    browser = sign_in(cast.marie, REMOTE_ADDR="203.0.113.7", headers={"user-agent": FIREFOX})
    sign_in(cast.paul)

    (session,) = call(cast.marie).get("me/sessions").json()["items"]

    assert {name: session[name] for name in ("browser", "system", "address")} == {"browser": "Firefox", "system": "Windows", "address": "203.0.113.7"}
    assert browser.session.session_key not in str(session)


def test_a_session_is_ended(cast, call):
    browser = sign_in(cast.marie)
    marie = call(cast.marie)
    (handle,) = ids(marie.get("me/sessions"))

    assert [marie.delete(f"me/sessions/{handle}").status_code for _ in range(2)] == [204, 404]
    assert browser.get("/notifications/").status_code == 302


def test_sessions_of_others_are_not_there(cast, call):
    handle = open_session_of(cast.marie).handle

    answers = [call(cast.vera).delete(f"me/sessions/{one}") for one in (handle, "0" * 32, "abc")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_tokens_are_listed_without_themselves(cast, call):
    marie = call(cast.marie)
    other, secret = ApiToken.issue(cast.marie, name="Paie", scopes=["me:read"])
    ApiToken.issue(cast.paul, name="De Paul", scopes=SCOPES)

    items = marie.get("me/tokens").json()["items"]

    assert [(one["name"], one["is_this"]) for one in items] == [("Paie", False), ("test", True)]
    assert (items[0]["id"], items[0]["scopes"], items[0]["expires_at"], items[0]["used_at"]) == (other.pk, ["me:read"], None, None)
    assert items[1]["used_at"]
    assert secret not in str(items)
    assert other.digest not in str(items)


def test_a_token_is_revoked_also_the_one_that_asks(cast, call):
    marie, other = call(cast.marie), call(cast.marie)
    mine, theirs = [row.pk for row in cast.marie.api_tokens.order_by("pk")]

    assert [marie.delete(f"me/tokens/{theirs}").status_code for _ in range(2)] == [204, 404]
    assert other.get("me").status_code == 401
    assert marie.delete(f"me/tokens/{mine}").status_code == 204
    assert marie.get("me").status_code == 401


def test_tokens_of_others_are_not_there(cast, call):
    row, _token = ApiToken.issue(cast.marie, name="Paie", scopes=SCOPES)

    assert call(cast.vera).delete(f"me/tokens/{row.pk}").status_code == 404
    row.refresh_from_db()
    assert row.revoked_at is None


def test_a_token_makes_no_token(cast, call):
    assert call(cast.marie).post("me/tokens", {"name": "x", "scopes": ["me:read"]}).status_code == 405
    assert "post" not in description("/api/v1/")["paths"]["/api/v1/me/tokens"]
