from django.test import Client


def browser_of(user):
    """A browser in which `user` is signed in already."""
    browser = Client()
    browser.force_login(user)
    return browser
