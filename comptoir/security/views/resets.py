"""An administrator gives a colleague who lost everything a way back in."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.firms.models import Membership

from ..factor_forms import ResetForm
from ..resets import reset_factors, what_goes


def of_a_colleague(view):
    """Find the membership through the administrator, before anything is asked: everybody else finds nothing."""

    @login_required
    def checked(request, pk):
        membership = Membership.objects.resettable_by(request.user).select_related("user", "firm").filter(user=pk).first()
        if membership is None:
            raise Http404
        return reauthentication_required(view)(request, membership)

    return checked


@of_a_colleague
@require_http_methods(["GET", "POST"])
def member_factors(request, membership):
    """Say in numbers what goes; reset when a reason was given."""
    form = ResetForm(request.POST or None)
    if form.is_valid():
        reset_factors(membership.user, by=request.user, firm=membership.firm, reason=form.cleaned_data["reason"])
        messages.success(request, _("Double authentification de %(name)s réinitialisée.") % {"name": membership.user.full_name})
        return redirect("members")
    context = {"form": form, "person": membership.user, "gone": what_goes(membership.user)}
    return render(request, "security/reset.html", context, status=422 if form.is_bound else 200)
