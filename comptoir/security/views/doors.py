from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect


def sure_who_it_is(view):
    """For sensitive acts (promise A10): who has not confirmed lately does so first; what was posted goes on afterwards."""
    return login_required(reauthentication_required(view))


def back_to_security():
    return redirect("settings_page", slug="security")
