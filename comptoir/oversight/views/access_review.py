"""«Administration > Revue des accès» (X10): what is worth a second look, why, and what can be done about it in one click."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.clients.findings import Refused, all_checks, get_check
from comptoir.kernel.pagination import page_of

from ..actions import attend_to, ignore
from ..review import find_one, looker_for, may_review, review, to_review

SHOWN = 5
UNDO = "undo_of_remedy"
LONGEST_WORDS = 200


@login_required
@require_GET
def access_review(request):
    """The findings by check, a few of each; all of one check, page by page; those that were let be. Filters are in the address."""
    if not may_review(request.user):
        raise Http404
    only = get_check(request.GET.get("check", ""))
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_WORDS]
    groups = review(request.user, only=only.code if only else "", words=words)
    shows_ignored = request.GET.get("state") == "ignored"
    page = page_of(Counted(rows_of(groups[0], shows_ignored) if only and groups else []), request.GET.get("page"))
    context = {
        "tab": "access-review",
        "groups": [shown(group, shows_ignored, page if only else None) for group in groups if rows_of(group, shows_ignored)],
        "page": page,
        "only": only,
        "words": words,
        "shows_ignored": shows_ignored,
        "waiting": sum(len(group.found) for group in groups),
        "ignored": sum(len(group.ignored) for group in groups),
        "checks": [check for check in all_checks() if looker_for(request.user, check, None)],
        "here": request.get_full_path(),
    }
    return render(request, "oversight/access_review.html", context)


class Counted(list):
    """A list that `page_of` can turn the pages of."""

    def count(self):
        return len(self)


def rows_of(group, shows_ignored):
    """[(Found, Ignored or None), …]."""
    return group.ignored if shows_ignored else [(found, None) for found in group.found]


def shown(group, shows_ignored, page):
    """What the page shows of one check; what remedies need is read for the findings that are on it."""
    rows = rows_of(group, shows_ignored)
    listed = page.rows if page else rows[:SHOWN]
    if not shows_ignored:
        group.check.dress([found for found, _ignored in listed])
    return {
        "check": group.check,
        "count": len(rows),
        "rows": [(found, [] if ignored else group.check.remedies(found), ignored) for found, ignored in listed],
        "more": len(rows) - len(listed) if page is None else 0,
    }


@login_required
@require_GET
def access_review_line(request):
    """How many there are, in one line of the firm's home; nothing where there is none."""
    if not may_review(request.user):
        raise Http404
    return render(request, "oversight/line.html", {"count": to_review(request.user)})


@login_required
@require_http_methods(["GET", "POST"])
def remedy(request, check, target):
    """What it will do where that is not easily undone, then it is done. A finding that is no more was mended meanwhile."""
    found_check, found = find_one(request.user, check, target)
    if found_check is None:
        raise Http404
    code = (request.POST or request.GET).get("remedy", "")
    one = next((one for one in found_check.remedies(found) if one.code == code and one.act), None) if found else None
    if one is None:
        messages.info(request, _("Ce point est déjà réglé."))
        return back(request)
    if one.asks and request.POST.get("sure") != "yes":
        context = {"check": found_check, "found": found, "remedy": one, "back": back_path(request)}
        return render(request, "oversight/remedy.html", context)
    if request.method == "POST":
        give(request, found_check, one)
    return back(request)


def give(request, check, one):
    try:
        done = one.act(request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return
    if not done.undo or not check.undo:
        messages.success(request, done.sentence)
        return
    request.session[UNDO] = {"check": check.code, "data": done.undo}
    messages.success(request, format_html('{} <button class="link" form="undo">{}</button>', done.sentence, _("Annuler")))


@login_required
@require_POST
def undo(request):
    """Take back the last remedy, once."""
    if not may_review(request.user):
        raise Http404
    kept = request.session.pop(UNDO, None)
    check = get_check(kept["check"]) if kept else None
    if check is None or looker_for(request.user, check, None) is None:
        messages.error(request, _("Il n’y a plus rien à annuler."))
        return back(request)
    try:
        sentence = check.undo(kept["data"], request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.info(request, sentence or _("Il n’y a plus rien à annuler."))
    return back(request)


@login_required
@require_POST
def ignoring(request, check, target):
    """«Ignorer pour 90 jours»."""
    found_check, found = find_one(request.user, check, target)
    if found_check is None:
        raise Http404
    if found:
        ignore(found_check, found, by=request.user, why=request.POST.get("why", "").replace("\0", "").strip()[:200])
        messages.success(request, _("Ignoré pour 90 jours : %(subject)s.") % {"subject": found.subject})
    else:
        messages.info(request, _("Ce point est déjà réglé."))
    return back(request)


@login_required
@require_POST
def attention(request, check, target):
    """Show it again before the ninety days are over."""
    found_check, found = find_one(request.user, check, target)
    if found_check is None:
        raise Http404
    if found and attend_to(found_check, found, by=request.user):
        messages.success(request, _("De nouveau à revoir : %(subject)s.") % {"subject": found.subject})
    return back(request)


def back(request):
    return redirect(back_path(request))


def back_path(request):
    """The list that the person came from."""
    here, asked = reverse("access_review"), (request.POST or request.GET).get("back", "")
    return asked if asked == here or asked.startswith(f"{here}?") else here
