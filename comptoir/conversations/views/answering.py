"""How fast the firm answers, for those who can do something about it (X4)."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm, Licence, Membership, Team

from ..answering import policy_of
from ..coverage import dossiers_reviewed_by, firms_reviewed_by
from ..models import Conversation
from ..picture import Filters, picture_of, total_of


@dataclass(frozen=True)
class Choice:
    """One filter: its name in the address, its words, what can be chosen and what is."""

    name: str
    label: str
    all: str
    options: list
    chosen: int | None


@login_required
@require_GET
def answering(request):
    """Twelve weeks of one firm. Licence, team and person are in the address."""
    firms = reviewed_firms(request.user)
    firm = next((one for one in firms if str(one.pk) == request.GET.get("firm")), firms[0])
    choices = choices_for(request, firm)
    filters = filters_from(choices)
    weeks = picture_of(request.user, firm, timezone.now(), filters)
    context = {
        "firm": firm,
        "firms": firms,
        "choices": choices,
        "is_filtered": filters != Filters(),
        "is_administrator": firm.pk in standing_of(request.user).administered_firm_ids,
        "target": policy_of(firm, filters.licence_id or 0).target_minutes,
        "weeks": weeks,
        "newest_first": weeks[::-1],
        "total": total_of(weeks),
    }
    return render(request, "conversations/answering.html", context)


def reviewed_firms(user):
    """The firms whose figures the person sees; others find nothing here."""
    firms = list(Firm.objects.filter(pk__in=firms_reviewed_by(user)).order_by("name", "pk"))
    if not firms:
        raise Http404
    return firms


def choices_for(request, firm):
    licences = Licence.objects.filter(firm=firm).values_list("pk", "name")
    teams = Team.objects.filter(firm=firm).values_list("pk", "name")
    members = Membership.objects.active().filter(firm=firm).values("user")
    people = [(user.pk, user.full_name) for user in get_user_model().objects.filter(pk__in=members).order_by("first_name", "last_name", "pk")]
    return [
        choice(request, "licence", _("Licence"), _("Toutes les licences"), list(licences)),
        choice(request, "team", _("Équipe"), _("Toutes les équipes"), list(teams)),
        choice(request, "person", _("Collaborateur"), _("Tous les collaborateurs"), people),
    ]


def choice(request, name, label, everything, options):
    chosen = next((pk for pk, _label in options if str(pk) == request.GET.get(name)), None)
    return Choice(name, label, everything, options, chosen)


def filters_from(choices):
    licence_id, team_id, person_id = (one.chosen for one in choices)
    members = Team.members.through.objects.filter(team_id=team_id).values_list("user_id", flat=True) if team_id else ()
    return Filters(licence_id, team_id, person_id, tuple(members))


@login_required
@require_GET
def answering_line(request):
    """How many questions are beyond their time, in one line of the home page; nothing when there is none.

    Confidential ones are a number for administrators, and no more.
    """
    standing = standing_of(request.user)
    firm_ids = firms_reviewed_by(request.user)
    if not firm_ids:
        raise Http404
    theirs = Q(firm__in=firm_ids & standing.administered_firm_ids)
    if firm_ids - standing.administered_firm_ids:
        theirs |= Q(firm__in=firm_ids, dossier__in=dossiers_reviewed_by(request.user).values("pk"), is_confidential=False)
    late = Conversation.objects.open().filter(theirs, awaits_firm=True, answer_due_at__lte=timezone.now()).exclude(awaits_since=None)
    return render(request, "conversations/answering_line.html", late.aggregate(overdue=Count("pk"), confidential=Count("pk", filter=Q(is_confidential=True))))
