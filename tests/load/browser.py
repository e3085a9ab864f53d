"""Signed-in requests straight into Django's WSGI handler: the work of a page without the network."""

import time
from importlib import import_module
from io import BytesIO
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

CSRF = "a" * 32
# A signed-in view needs these two, and to be found outside our own addresses.
FLOOR_MIDDLEWARE = [
    "tests.load.floor.at_the_floor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


class Browser:
    """One person's requests to ours; with `floor`, to the views of `tests.load.floor` behind the two middlewares that they need."""

    def __init__(self, user, *, floor=False):
        with override_settings(MIDDLEWARE=FLOOR_MIDDLEWARE if floor else settings.MIDDLEWARE):
            self.handler = WSGIHandler()
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session_of(user)}; {settings.CSRF_COOKIE_NAME}={CSRF}"

    def get(self, path, **environ):
        """The body of a page that answers 200."""
        status, body = self.call("GET", path, **environ)
        assert status == 200, f"{path} answered {status}"
        return body

    def post(self, path, **fields):
        """Send a form; it has to lead on or say that there is nothing to say."""
        status, _body = self.call("POST", path, urlencode(fields | {"csrfmiddlewaretoken": CSRF}).encode())
        assert status in {204, 302}, f"{path} answered {status}"

    def call(self, method, path, content=b"", **environ):
        environ = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path.partition("?")[0], "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookies, "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(content)),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(content), "wsgi.errors": BytesIO(),
            "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
        } | environ  # fmt: skip
        response = self.handler(environ, lambda *_: None)
        try:
            return response.status_code, b"".join(response)
        finally:
            response.close()


def session_of(user):
    """The key of a new session of `user`."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["seen"] = int(time.time()) + 3600
    session.save()
    return session.session_key
