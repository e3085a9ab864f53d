"""What an absence took elsewhere comes back by hand (A5)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comptoir.away.standing_in import own

from ..actions import take_back


@login_required
@require_POST
def taking_back(request, pk):
    """«Reprendre» one conversation, or all where none is named."""
    absence = get_object_or_404(own(request.user), pk=pk)
    named = request.POST.getlist("id")
    ids = [int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 19] if named else None
    count = take_back(absence, by=request.user, conversation_ids=ids)
    said = ngettext("Une conversation reprise.", "%(count)s conversations reprises.", count) % {"count": count}
    messages.success(request, said)
    return redirect("absence_return", pk=pk)
