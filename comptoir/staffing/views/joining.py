"""The link of the welcome mail. Opening it consumes nothing: programs that read mails open links too."""

from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ..actions import NotWaiting, accept_arrival, refuse_arrival
from ..models import Arrival
from ..place_forms import PasswordForm

GONE = 410


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def joining(request, token):
    """For whoever has the link: choose a first password; or, with an account, sign in and accept or refuse."""
    arrival = Arrival.objects.of_token(token).select_related("firm__brand", "user", "invited_by").first()
    if arrival is None or not arrival.user.is_active:
        raise Http404
    if arrival.state != "pending":
        return show(request, arrival, "over", status=GONE)
    if not arrival.user.has_usable_password():
        return first_password(request, arrival)
    if request.user != arrival.user:
        return show(request, arrival, "other" if request.user.is_authenticated else "sign_in")
    return answer(request, arrival)


def first_password(request, arrival):
    form = PasswordForm(request.POST or None, user=arrival.user)
    if not form.is_valid():
        return show(request, arrival, "password", form=form, status=422 if form.is_bound else 200)
    try:
        accept_arrival(arrival, password=form.cleaned_data["password1"])
    except NotWaiting:
        return show(request, arrival, "over", status=GONE)
    messages.success(request, _("Bienvenue ! Connectez-vous avec votre adresse et le mot de passe que vous venez de choisir."))
    return redirect("account_login")


def answer(request, arrival):
    if request.method == "GET":
        return show(request, arrival, "accept")
    try:
        if request.POST.get("answer") == "no":
            refuse_arrival(arrival)
            messages.success(request, _("Vous avez refusé l’invitation de %(firm)s.") % {"firm": arrival.firm.name})
        else:
            accept_arrival(arrival)
            messages.success(request, _("Bienvenue chez %(firm)s.") % {"firm": arrival.firm.name})
    except NotWaiting:
        return show(request, arrival, "over", status=GONE)
    return redirect("home")


def show(request, arrival, step, *, form=None, status=200):
    context = {"arrival": arrival, "firm_of_page": arrival.firm, "step": step, "form": form, "rule": " ".join(map(str, password_validators_help_texts()))}
    return render(request, "staffing/joining.html", context, status=status)
