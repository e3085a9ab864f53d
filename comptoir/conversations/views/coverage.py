"""Dossiers for whose questions nobody is there, for those who can do something about it (X4)."""

from collections import Counter

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.away.models import Absence
from comptoir.clients.models import Dossier
from comptoir.clients.views import chosen
from comptoir.firms.models import Licence
from comptoir.kernel.pagination import page_of

from ..coverage import dossiers_reviewed_by, firms_reviewed_by, uncovered
from ..decisions import Gap


class Counted(list):
    """A list that `page_of` can turn the pages of."""

    def count(self):
        return len(self)


def reviewed(request):
    """The dossiers whose coverage the person sees; others find nothing here."""
    if not firms_reviewed_by(request.user):
        raise Http404
    return dossiers_reviewed_by(request.user)


@login_required
@require_GET
def coverage(request):
    """The dossiers without anybody, by name. Reason, licence, words and page are in the address."""
    dossiers = reviewed(request)
    found = uncovered(dossiers)
    reason = next((gap for gap in Gap if gap == request.GET.get("reason")), "")
    ids = chosen(dossiers, request.GET, request.user).order_by("name_key", "pk").values_list("pk", flat=True) if found else []
    page = page_of(Counted(pk for pk in ids if pk in found and reason in ("", found[pk].gap)), request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page.rows, found),
        "tabs": tabs_for(found),
        "reason": reason,
        "licences": Licence.objects.filter(firm__in=firms_reviewed_by(request.user)),
        "found": found,
    }
    return render(request, "conversations/coverage.html", context)


@login_required
@require_GET
def coverage_line(request):
    """How many there are, in one line of the home page; nothing when there is none."""
    return render(request, "conversations/coverage_line.html", {"count": len(uncovered(reviewed(request)))})


def tabs_for(found):
    """(code, label, how many)."""
    counts = Counter(one.gap for one in found.values())
    labels = {Gap.NOBODY: _("Personne ne participe"), Gap.AWAY: _("Tous absents"), Gap.LEFT: _("Partis du cabinet")}
    return [("", _("Tous"), len(found)), *((code, label, counts[code]) for code, label in labels.items())]


def rows_of(ids, found):
    """[(dossier, Uncovered, its people, who stands in for them)] in the order of `ids`, in three queries."""
    dossiers = Dossier.objects.select_related("licence").in_bulk(ids)
    people = get_user_model().objects.in_bulk({user_id for pk in ids for user_id in found[pk].user_ids})
    absences = Absence.objects.filter(firm__in={dossier.firm_id for dossier in dossiers.values()}).of(list(people), timezone.now())
    return [(dossiers[pk], found[pk], [people[one] for one in found[pk].user_ids], delegates_of(found[pk], absences)) for pk in ids]


def delegates_of(one, absences):
    """The names of whoever answers for those who are away."""
    stand_ins = [absences[user_id].delegate for user_id in one.user_ids if user_id in absences] if one.gap == Gap.AWAY else []
    return sorted({str(who) for who in stand_ins if who})
