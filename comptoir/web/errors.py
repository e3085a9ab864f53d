"""The pages of bad days: each says what happened and what to do next, and none says anything else."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .gate import gate_of
from .middleware import to_sign_in


def not_found(request, exception=None):
    if gate := gate_before(request):
        return redirect(gate)
    return page(request, 404, _("Cette page n’existe pas"), _("Elle a peut-être été déplacée, ou elle ne vous est pas destinée."))


def gate_before(request):
    """A page that shows nothing to who owes a payment method leads to where it is given (I4), and from there back; "" for everybody else."""
    is_page = request.method == "GET" and not request.headers.get("HX-Request") and hasattr(request, "user")
    return gate_of(request.user, request.get_full_path()) if is_page else ""


def bad_request(request, exception=None):
    return page(request, 400, _("Demande illisible"), _("Revenez en arrière et recommencez."))


def forbidden(request, exception=None):
    return page(request, 403, _("Action refusée"), _("Votre compte ne permet pas cette action."))


def too_many_requests(request):
    return page(request, 429, _("Trop d’essais"), _("Attendez une minute, puis réessayez. Rien n’est bloqué pour de bon."))


def server_error(request):
    """Rendered without anything that could fail once more: no database, no person, no session."""
    words = {
        "title": _("Un incident est survenu"),
        "advice": _("Rien n’a été enregistré à moitié. Réessayez dans un instant ; si cela continue, prévenez votre cabinet."),
        "language": get_language(),
    }
    return HttpResponse(get_template("broken.html").render(words), status=500)


def stale_page(request, reason=""):
    """A form older than the session it was made in (signed out or in again in another tab). A fragment's page goes to the sign-in."""
    if request.headers.get("HX-Request") and not request.user.is_authenticated:
        return to_sign_in(request)
    return page(
        request,
        403,
        _("Cette page a vieilli"),
        _("Vous vous êtes connecté ou déconnecté entre-temps. Revenez en arrière, rechargez la page et renvoyez votre saisie."),
    )


def page(request, status, title, advice):
    return render(request, "error.html", {"title": title, "advice": advice, "status": status}, status=status)
