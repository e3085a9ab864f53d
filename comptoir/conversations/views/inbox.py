"""The list of conversations, for both sides of the counter."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.clients.standing import standing_of
from comptoir.kernel.pagination import PAGE_SIZE
from comptoir.kernel.text import fold

from ..models import Conversation

COLUMNS = (
    "pk", "subject", "side", "dossier__name", "last_message_at", "last_excerpt", "closed_at", "awaits_firm", "opened_by_id",
    "assigned_user_id", "assigned_user__first_name", "assigned_user__last_name", "assigned_team__name",
    "last_message_by__first_name", "last_message_by__last_name", "last_message_by_id",
)  # fmt: skip


@dataclass(frozen=True)
class Slice:
    """One page of a list that is not counted: what is shown, and whether there is more before and after."""

    rows: list
    number: int
    has_more: bool

    @property
    def previous(self):
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self):
        return self.number + 1 if self.has_more else None


@login_required
def inbox(request):
    """Open conversations, the latest first. The box, the words and the page are in the address."""
    is_member = standing_of(request.user).is_member
    boxes = boxes_for(is_member)
    box = request.GET.get("box") if request.GET.get("box") in dict(boxes) else boxes[0][0]
    rows = in_box(Conversation.objects.visible_to(request.user), box, request.user)
    rows = having(rows, request.GET.get("q", ""))
    context = {"page": slice_of(rows, request.GET.get("page", "")), "boxes": boxes, "box": box, "is_member": is_member, "address": reverse("conversations")}
    return render(request, "conversations/inbox.html" + ("#list" if request.htmx else ""), context)


def boxes_for(is_member):
    if is_member:
        return [("all", _("Toutes")), ("mine", _("À moi")), ("unassigned", _("Non assignées")), ("closed", _("Closes"))]
    return [("all", _("En cours")), ("closed", _("Closes"))]


def in_box(conversations, box, user):
    if box == "closed":
        return conversations.closed()
    conversations = conversations.open()
    if box == "mine":
        return conversations.filter(Q(assigned_user=user) | Q(assigned_team__in=user.teams.all()))
    return conversations.unassigned() if box == "unassigned" else conversations


def having(conversations, words):
    """Conversations whose subject or dossier contains every word."""
    for word in fold(words).split()[:8]:
        conversations = conversations.filter(Q(search_text__contains=word) | Q(dossier__search_text__contains=word))
    return conversations


def slice_of(rows, number):
    """One page without counting the rest: a firm's inbox may hold a hundred thousand."""
    number = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    start = (number - 1) * PAGE_SIZE
    found = list(rows.order_by("-last_message_at", "-pk").values(*COLUMNS)[start : start + PAGE_SIZE + 1])
    return Slice(found[:PAGE_SIZE], number, len(found) > PAGE_SIZE)
