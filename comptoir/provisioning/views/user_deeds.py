"""What is done to a client user as a whole, each after a page that says its effects in numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from comptoir.clients.actions import LastAdministrator, OwnAccess, delete_place, restore_place, resume, suspend, validate
from comptoir.clients.sentences import last_administrator, own_access

from ..actions.welcoming import welcome
from ..effects import effects_of
from .user_profile import managed


@dataclass(frozen=True)
class Deed:
    """`do(place, by)` returns whether it was news; `fits(place)` whether there is anything to do; `done` says that it was done."""

    title: Promise
    button: Promise
    icon: str
    do: Callable
    fits: Callable
    done: Promise
    is_taking_away: bool = False


def send_welcome(place, *, by):
    welcome([place], by=by)
    return True


def reopen(place, *, by):
    return restore_place(place, by=by) if place.deleted_at is not None else resume(place, by=by)


WELCOME = Deed(
    _l("Envoyer l’e-mail de bienvenue à %(name)s"), _l("Envoyer l’e-mail de bienvenue"), "send", send_welcome,
    lambda place: place.deleted_at is None and place.validated_at is not None and place.suspended_at is None,
    _l("E-mail de bienvenue envoyé à %(name)s, à l’adresse %(email)s."),
)  # fmt: skip
VALIDATION = Deed(
    _l("Valider %(name)s"), _l("Valider"), "check", validate, lambda place: place.deleted_at is None and place.validated_at is None,
    _l("%(name)s est validé : son accès est ouvert."),
)  # fmt: skip
SUSPENSION = Deed(
    _l("Suspendre %(name)s"), _l("Suspendre"), "lock", suspend, lambda place: place.deleted_at is None and place.suspended_at is None,
    _l("%(name)s est suspendu et ne voit plus rien."), is_taking_away=True,
)  # fmt: skip
REOPENING = Deed(
    _l("Rouvrir %(name)s"), _l("Rouvrir"), "rotate-ccw", reopen, lambda place: place.deleted_at is not None or place.suspended_at is not None,
    _l("%(name)s est rouvert, avec ses données et ses droits."),
)  # fmt: skip
DELETION = Deed(
    _l("Supprimer %(name)s"), _l("Supprimer"), "trash-2", delete_place, lambda place: place.deleted_at is None,
    _l("%(name)s est supprimé. Son compte et ce qui a été écrit restent."), is_taking_away=True,
)  # fmt: skip


def confirmed(deed):
    """The view of a Deed: GET says what it will do, POST does it."""

    @login_required
    @require_http_methods(["GET", "POST"])
    def view(request, pk):
        place = managed(request, pk)
        words = {"name": place.user.full_name, "email": place.user.email}
        if request.method == "POST":
            carry_out(request, deed, place, words)
            return redirect("client_user", place.pk)
        effects = effects_of(place) if deed.is_taking_away else None
        context = {"place": place, "deed": deed, "title": deed.title % words, "effects": effects, "fits": deed.fits(place)}
        return render(request, "provisioning/client_user_deed.html", context | {"is_deletion": deed is DELETION, "is_welcome": deed is WELCOME})

    return view


def carry_out(request, deed, place, words):
    try:
        if place.user_id == request.user.pk:
            raise OwnAccess
        if deed.fits(place) and deed.do(place, by=request.user):
            messages.success(request, deed.done % words)
        else:
            messages.error(request, _("Il n’y a rien à changer : %(name)s n’est pas, ou plus, dans cet état.") % words)
    except OwnAccess:
        messages.error(request, own_access())
    except LastAdministrator as refused:
        messages.error(request, last_administrator(refused))


welcoming, validation, suspension = confirmed(WELCOME), confirmed(VALIDATION), confirmed(SUSPENSION)
reopening, deletion = confirmed(REOPENING), confirmed(DELETION)
