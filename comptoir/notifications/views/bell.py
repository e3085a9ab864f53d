"""The bell and its list."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.pagination import page_of

from ..actions import mark_read, withdraw_forbidden
from ..models import Notification
from ..registry import get_topic
from ..rights import still_allowed

LATEST = 8
BADGE_LIMIT = 100


@dataclass(frozen=True)
class ShownNotification:
    notification: Notification
    words: object


def in_words(notifications):
    """What the bell may still say, in the active language: whoever lost a right is not told any more (N5)."""
    return [ShownNotification(one, get_topic(one.topic).words(one.event)) for one in withdraw_forbidden(notifications)]


def bell_of(user):
    return Notification.objects.visible_to(user).in_bell().select_related("event").order_by("-id")


@login_required
@require_GET
def notifications(request):
    rows = bell_of(request.user).unread() if request.GET.get("unread") else bell_of(request.user)
    page = page_of(rows, request.GET.get("page"))
    return render(request, "notifications/list.html", {"page": page, "shown": in_words(page.rows)})


@login_required
@require_GET
def bell(request):
    """The button alone, fetched again when something arrives. Its number is that of the list."""
    withdraw_forbidden(bell_of(request.user).unread()[:BADGE_LIMIT])
    return render(request, "notifications/bell.html")


@login_required
@require_GET
def latest(request):
    """What the panel under the bell shows."""
    return render(request, "notifications/latest.html", {"shown": in_words(bell_of(request.user)[:LATEST])})


@login_required
@require_POST
def reading(request):
    """«Tout marquer comme lu»."""
    mark_read(request.user)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("notifications")


@login_required
@require_GET
def notification(request, pk):
    """The way from the bell to what it speaks of; the page that opens marks it read."""
    found = get_object_or_404(bell_of(request.user), pk=pk)
    if found.pk not in still_allowed([found]):
        raise Http404
    mark_read(request.user, notifications=Notification.objects.filter(pk=pk))
    return redirect(get_topic(found.topic).words(found.event).url)
