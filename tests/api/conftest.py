import json

import pytest
from django.test import Client

from comptoir.accounts.models import ApiToken
from comptoir.accounts.scopes import SCOPES
from comptoir.conversations.actions import Draft, add_note, ask
from comptoir.conversations.models import Side


class Caller:
    """A person's program: «caller.get("me")»."""

    def __init__(self, user=None, scopes=SCOPES):
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {ApiToken.issue(user, name='test', scopes=scopes)[1]}"} if user else {}

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path, body=None, **headers):
        return self.send("POST", path, body, **headers)

    def put(self, path, body=None, **headers):
        return self.send("PUT", path, body, **headers)

    def patch(self, path, body=None, **headers):
        return self.send("PATCH", path, body, **headers)

    def delete(self, path, body=None, **headers):
        return self.send("DELETE", path, body, **headers)

    def send(self, method, path, body=None, **headers):
        data = json.dumps(body) if not isinstance(body, str | bytes | None) else body or ""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=self.headers | more)

    def form(self, path, fields, **headers):
        """POST as multipart/form-data."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1/{path}", fields, headers=self.headers | more)


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests(settings, request):
    """Requests are counted, and tokens' uses noted, in a cache of this test's own."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}}


@pytest.fixture
def call(cast):
    """call(cast.marie) is Marie's program with every scope; call() an anonymous one."""
    return Caller


@pytest.fixture
def question(cast):
    """Hélène's question to the firm, with a note by Paul in it."""
    message = ask(cast.dossier, side=Side.ACCOUNTANT, subject="TVA de novembre", draft=Draft("Sera-t-elle prélevée ?", cast.helene))
    add_note(message.conversation, Draft("Voir avec la banque", cast.paul), mentioned=[cast.marie])
    return message.conversation


def ids(response):
    assert response.status_code == 200, response.content
    return [item["id"] for item in response.json()["items"]]


def fields_in_error(response):
    assert response.status_code == 422, response.content
    return [error["field"] for error in response.json()["errors"]]
