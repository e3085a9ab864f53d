"""The requests that one may see: those to decide, one's own, all."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership
from comptoir.kernel.pagination import page_of

from ..models import Validation

TO_DECIDE, REQUESTED, ALL = "to-decide", "requested", "all"


@login_required
@require_GET
def validations(request):
    """The box, the words and the page are in the address. Accountants begin with what waits for them, others with what they asked."""
    standing = standing_of(request.user)
    if not standing.is_member:
        raise Http404
    boxes = {TO_DECIDE: _("À décider"), REQUESTED: _("Demandées par moi"), ALL: _("Toutes")}
    is_accountant = Membership.Role.ACCOUNTANT in {role for _firm, role in standing.roles}
    box = request.GET.get("box")
    if box not in boxes:
        box = TO_DECIDE if is_accountant else REQUESTED
    rows = in_box(Validation.objects.visible_to(request.user), box, request.user).matching(request.GET.get("q", ""))
    context = {"page": page_of(rows.with_people(), request.GET.get("page")), "boxes": boxes.items(), "box": box, "is_accountant": is_accountant}
    return render(request, "validations/list.html" + ("#list" if request.htmx else ""), context)


def in_box(validations, box, user):
    """What is to decide comes as it is due, the rest with the latest request first."""
    if box == TO_DECIDE:
        return validations.to_decide_by(user)
    return (validations.asked_by(user) if box == REQUESTED else validations).order_by("-pk")
