"""Many conversations at once: which, what will be done, in numbers; then it is done, and can be undone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comptoir.clients.standing import standing_of

from ..actions.bulk import MOST_AT_ONCE, change_many, change_of, kept_of
from ..change_forms import CHANGES, told
from ..listing import NEWEST_FIRST, listing_of
from ..models import Conversation
from ..saved_views import read_query

UNDO = "undo_of_many"


@login_required
@require_POST
def many(request):
    """A first POST names the conversations and the change, the answer says what it will do; a second one, with «sure», does it."""
    if not standing_of(request.user).is_member:
        raise Http404
    form_class = CHANGES.get(request.POST.get("change"))
    ids = chosen_ids(request)
    if form_class is None or not ids:
        messages.error(request, _("Cochez d’abord des conversations."))
        return back(request)
    is_sure = "sure" in request.POST or form_class.is_plain or (len(ids) == 1 and not form_class.base_fields)
    form = form_class(request.POST if "sure" in request.POST else None if form_class.base_fields else {}, person=request.user)
    if is_sure and form.is_valid():
        return do(request, form, ids)
    return ask(request, form, ids)


def do(request, form, ids):
    outcome = change_many(Conversation.objects.filter(pk__in=ids), by=request.user, change=form.change())
    say(request, told(form, outcome), outcome)
    return back(request)


def say(request, sentence, outcome):
    """What was done, and a button that takes it back where that is possible."""
    if outcome.undo is None:
        messages.success(request, sentence)
        return
    request.session[UNDO] = {"ids": list(outcome.changed), "change": kept_of(outcome.undo)}
    messages.success(request, format_html('{} <button class="link" form="undo">{}</button>', sentence, _("Annuler")))


def ask(request, form, ids):
    """What it will do, in numbers, and what is still to be said about it."""
    count = len(ids)
    names = Conversation.objects.visible_to(request.user).filter(pk__in=ids).order_by(*NEWEST_FIRST).values_list("subject", flat=True)[:5]
    context = {
        "form": form,
        "code": request.POST["change"],
        "ids": ",".join(map(str, ids)),
        "count": count,
        "subjects": list(names),
        "more": max(0, count - 5),
        "query": query_of(request),
        "limit": MOST_AT_ONCE if count == MOST_AT_ONCE else None,
        "heading": ngettext("une conversation", "%(count)s conversations", count) % {"count": count},
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "conversations/many.html" + ("#form" if request.htmx else ""), context, status=status)


@login_required
@require_POST
def undo(request):
    """Take back the last change to many, once."""
    kept = request.session.pop(UNDO, None)
    if not standing_of(request.user).is_member:
        raise Http404
    if kept is None:
        messages.error(request, _("Il n’y a plus rien à annuler."))
    else:
        outcome = change_many(Conversation.objects.filter(pk__in=kept["ids"]), by=request.user, change=change_of(kept["change"]))
        count = len(outcome.changed)
        messages.success(request, ngettext("Annulé pour une conversation.", "Annulé pour %(count)s conversations.", count) % {"count": count})
    return back(request)


def chosen_ids(request):
    """The ticked ones that the person works on, or all of the list that the address shows: MOST_AT_ONCE at most, the latest first."""
    if "everything" in request.POST:
        rows = listing_of(request.user, QueryDict(query_of(request))).rows
    else:
        typed = {one for text in request.POST.getlist("ids") for one in text.split(",")[:MOST_AT_ONCE]}
        rows = Conversation.objects.filter(pk__in=[int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19])
    workable = Conversation.objects.worked_on_by(request.user)
    return list(workable.filter(pk__in=rows.values("pk")).order_by(*NEWEST_FIRST).values_list("pk", flat=True)[:MOST_AT_ONCE])


def query_of(request):
    """The list that the person came from, as the inbox understands it."""
    return read_query(request.POST.get("query", ""))


def back(request):
    address = f"{reverse('conversations')}?{query_of(request)}"
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
