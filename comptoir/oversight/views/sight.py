"""«Pourquoi Paul voit-il ce dossier ?»: asked of a dossier, and of a person."""

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from comptoir.clients.models import ClientAccess, Dossier
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership
from comptoir.firms.rights import Right
from comptoir.kernel.pagination import page_of

from ..sight import dossiers_seen_by, seen_dossiers, sights_of
from ..sight_words import hold_in_words, missing_in_words, reasons_in_words


@login_required
@require_GET
def dossier_access(request, pk):
    """Everybody who sees this dossier, with every reason; those whose access is held; and one person's answer, when it is asked."""
    dossier = get_object_or_404(Dossier.objects.worked_on_by(request.user).select_related("client", "licence", "firm"), pk=pk)
    sights = sights_of(dossier)
    asked = asked_about(sights, request.GET.get("person", ""))
    context = {
        "dossier": dossier,
        "colleagues": [(one, reasons_in_words(one, dossier)) for one in sights if one.sees and one.is_colleague],
        "clients": [(one, reasons_in_words(one, dossier)) for one in sights if one.sees and not one.is_colleague],
        "held": [(one, hold_in_words(one.access.hold)) for one in sights if not one.sees and one.access and one.access.hold and not one.access.closed_at],
        "people": [one.user for one in sights],
        "asked": asked,
        "answers": (reasons_in_words(asked, dossier) or missing_in_words(asked, dossier)) if asked else [],
    }
    return render(request, "oversight/dossier_access.html", context)


def asked_about(sights, pk):
    return next((one for one in sights if str(one.user.pk) == pk), None)


@login_required
@require_GET
def person_dossiers(request, pk):
    """What somebody sees, dossier by dossier, with every reason: for themselves, for who manages members, and for who manages client users."""
    person = get_object_or_404(get_user_model(), pk=pk)
    firm_ids = firms_to_tell_of(request.user, person)
    if not firm_ids:
        raise Http404
    rows = dossiers_seen_by(person, firm_ids).matching(request.GET.get("q", "").replace("\0", "")[:200])
    if person.pk != request.user.pk:
        rows = rows.filter(pk__in=Dossier.objects.worked_on_by(request.user).values("pk"))
    page = page_of(rows.select_related("client", "licence", "firm").order_by("name_key", "pk"), request.GET.get("page"))
    told = [(dossier, reasons_in_words(sight, dossier)) for dossier, sight in seen_dossiers(person, list(page.rows))]
    return render(request, "oversight/person_dossiers.html", {"person": person, "page": page, "told": told})


def firms_to_tell_of(user, person):
    """The firms whose dossiers `user` may be told of about this person: one's own; of a colleague and of a client user where one manages these."""
    standing = standing_of(user)
    if user.pk == person.pk:
        return standing.firm_ids
    colleagues = Membership.objects.filter(user=person, firm_id__in=standing.firms_where(Right.MEMBERS)).values_list("firm_id", flat=True)
    served = ClientAccess.objects.visible_to(user).filter(user=person, firm_id__in=standing.firms_where(Right.CLIENT_USERS)).values_list("firm_id", flat=True)
    return {*colleagues, *served}
