"""The list of conversations, for both sides of the counter."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comptoir.clients.choice import choice_of
from comptoir.clients.standing import standing_of
from comptoir.preferences.resolver import values_of

from ..boxes import MOST_COUNTED, boxes_for, count_boxes
from ..filters import as_query, chips_of
from ..inbox_forms import FilterForm
from ..listing import listing_of, slice_of
from ..models import Conversation, SavedView
from ..saved_views import menu_of
from ..settings_pages import SHORTCUTS


@login_required
def inbox(request):
    """Open conversations, the latest first. The box, what narrows it, the words and the page are in the address."""
    user = request.user
    is_member = standing_of(user).is_member
    views = list(SavedView.objects.visible_to(user).select_related("owner")) if is_member else []
    if default := default_view(views, request):
        return redirect(f"{reverse('conversations')}?{default.query}")
    listing = listing_of(user, request.GET, None if is_member else choice_of(request))
    context = {
        "page": slice_of(listing, request.GET.get("page", "")),
        "box": listing.box,
        "boxes": boxes_for(is_member),
        "filters": listing.filters,
        "chips": chips_of(listing.filters, user, box=listing.box.code),
        "is_member": is_member,
        "address": reverse("conversations"),
        "firm_ids": sorted(standing_of(user).firm_ids),
    }
    context |= beside(user, listing, views) if is_member else {}
    return render(request, "conversations/inbox.html" + ("#list" if request.htmx else ""), context)


def beside(user, listing, views):
    """What only members have around the list."""
    query = as_query(listing.filters, box=listing.box.code)
    return {"views": menu_of(views, user, query), "view_query": query, "has_shortcuts": values_of(user)[SHORTCUTS]}


def default_view(views, request):
    """The view that the bare address opens, if its owner chose one."""
    if request.GET or request.htmx:
        return None
    return next((view for view in views if view.owner_id == request.user.pk and view.position == 0), None)


@login_required
@require_safe
def counts(request):
    """How much lies in each box; fetched beside the page and again when something changes."""
    is_member = standing_of(request.user).is_member
    boxes = boxes_for(is_member)
    found = count_boxes(boxes, Conversation.objects.visible_to(request.user), request.user, timezone.now())
    return render(request, "conversations/counts.html", {"counts": [(box, shown(found[box.code])) for box in boxes]})


def shown(count):
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


@login_required
@require_safe
def filters(request):
    """The form that narrows the list, fetched when it is opened; a page of its own without JavaScript."""
    if not standing_of(request.user).is_member:
        raise Http404
    listing = listing_of(request.user, request.GET)
    form = FilterForm(person=request.user, initial=listing.filters.active)
    context = {
        "form": form,
        "box": listing.box,
        "filters": listing.filters,
        "kept": {name: request.GET[name] for name in ("dossier",) if listing.filters.dossier},
    }
    return render(request, "conversations/filters.html" + ("#form" if request.htmx else ""), context)
