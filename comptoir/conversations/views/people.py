"""Who can be named with @ in a note."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from comptoir.firms.models import Team

from ..proposals import people_to_mention
from .one import found_by_member


@login_required
@require_GET
def people(request, pk):
    """{"people": [full name, …]} of the colleagues who work on the dossier, or are named in a confidential conversation; fetched when an @ is typed."""
    conversation = found_by_member(request, pk)
    colleagues = people_to_mention(conversation.dossier).exclude(pk=request.user.pk)
    if conversation.is_confidential:
        in_team = Team.members.through.objects.filter(team=conversation.assigned_team_id).values("user")
        named = Q(pk__in=conversation.recipients.values("user")) | Q(pk=conversation.assigned_user_id) | Q(pk__in=in_team)
        colleagues = colleagues.filter(named)
    return JsonResponse({"people": list(dict.fromkeys(person.full_name for person in colleagues))})
