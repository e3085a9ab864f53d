"""Who can be named with @ in a note."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from ..mentions import people_who_read
from .one import found_by_member


@login_required
@require_GET
def people(request, pk):
    """{"people": [full name, …]} of the colleagues who work on the dossier, or are named in a confidential conversation; fetched when an @ is typed."""
    colleagues = people_who_read(found_by_member(request, pk)).exclude(pk=request.user.pk)
    return JsonResponse({"people": list(dict.fromkeys(person.full_name for person in colleagues))})
