from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.events.models import Event

from ..actions import CHANGED, SettingRefused, may_set, undo
from ..catalogue import BadValue, get_setting
from ..history import holder_of
from .values import answer, fresh_line


@login_required
@require_POST
def reversal(request, pk):
    """What stood before a change stands again."""
    event = get_object_or_404(Event, pk=pk, verb=CHANGED)
    holder = holder_or_404(request, event)
    try:
        done = undo(event, holder, by=request.user)
    except (SettingRefused, BadValue) as refusal:
        messages.error(request, str(refusal))
        return redirect(place_of(holder))
    if request.htmx and "line" in request.POST:
        return answer(request, fresh_line(holder, get_setting(event.data["key"]), done), request.POST["line"])
    messages.success(request, _("Rétabli."))
    return redirect(place_of(holder))


def holder_or_404(request, event):
    try:
        holder = holder_of(event)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if not may_set(request.user, holder):
        raise Http404
    return holder


def place_of(holder):
    return "/settings/history/" if holder.scope == "user" else "/firm/policy/"
