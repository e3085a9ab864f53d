"""A real session, opened as people open it: by the form."""

from django.test import Client

from tests.cast import PASSWORD


def sign_in(user, password=PASSWORD, **kwargs):
    """A browser in which `user` has signed in."""
    browser = Client(**kwargs)
    response = browser.post("/accounts/login/", {"login": user.email, "password": password})
    assert response.status_code == 302, response.content.decode()
    return browser


def person_in(browser):
    """The id of who is signed in, or None."""
    key = browser.get("/notifications/bell/")
    return browser.session.get("_auth_user_id") if key.status_code == 200 else None
