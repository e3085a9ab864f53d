"""«Équipes»: their names and people, and what becomes of their work when they go."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Team
from comptoir.firms.rights import Right
from comptoir.kernel.pagination import page_of

from ..actions.standing import NameTaken
from ..actions.teams import HeirMissing, NotAColleague, change_team, create_team, delete_team, entrusted_to, is_fallback, members_of
from ..forms import TeamDeletionForm, TeamForm
from ..reach import firm_run_by
from ..wording import heir_missing_sentence, name_taken_sentence, not_a_colleague_sentence
from .common import for_managers, for_members, posted


@for_members
def teams(request):
    page = page_of(Team.objects.visible_to(request.user).prefetch_related("members"), request.GET.get("page"))
    standing = standing_of(request.user)
    for team in page.rows:
        team.may_change = standing.may(Right.MEMBERS, team.firm_id)
    context = {"page": page, "manages": firm_run_by(request.user) is not None, "administers": bool(standing.administered_firm_ids), "tab": "teams"}
    return render(request, "staffing/teams.html", context)


@require_http_methods(["GET", "POST"])
@for_managers
def new_team(request, firm):
    form = TeamForm(posted(request), firm=firm)
    if form.is_bound and form.is_valid() and tried(form, lambda: create_team(firm, **form.values, by=request.user)):
        messages.success(request, _("Équipe «%(name)s» créée.") % {"name": form.cleaned_data["name"]})
        return redirect("teams")
    return render(request, "staffing/team.html", {"form": form, "tab": "teams"}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_managers
def team(request, firm, pk):
    found = get_object_or_404(Team, firm=firm, pk=pk)
    form = TeamForm(posted(request), firm=firm, initial={"name": found.name, "members": members_of(found)})
    if form.is_bound and form.is_valid() and tried(form, lambda: change_team(found, **form.values, by=request.user)):
        messages.success(request, _("Équipe «%(name)s» enregistrée.") % {"name": form.cleaned_data["name"]})
        return redirect("teams")
    context = {"form": form, "team": found, "name": form.initial["name"], "tab": "teams"}
    return render(request, "staffing/team.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_managers
def team_deletion(request, firm, pk):
    """What is entrusted to it, in numbers, and who takes over."""
    found = get_object_or_404(Team.objects.select_related("firm__fallback_user", "firm__fallback_team"), firm=firm, pk=pk)
    entrusted, fallback = entrusted_to(found), is_fallback(found)
    form = TeamDeletionForm(posted(request), team=found, person=request.user) if entrusted or fallback else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            delete_team(found, heir=form.chosen if form else None, by=request.user)
            messages.success(request, _("Équipe «%(name)s» supprimée.") % {"name": found.name})
            return redirect("teams")
        except HeirMissing:
            messages.error(request, heir_missing_sentence())
            return redirect(reverse("team_deletion", args=[pk]))
    context = {"team": found, "form": form, "entrusted": entrusted, "is_fallback": fallback, "member_count": len(members_of(found)), "tab": "teams"}
    return render(request, "staffing/team_deletion.html", context, status=422 if request.method == "POST" else 200)


def tried(form, act):
    try:
        act()
    except NameTaken:
        form.add_error("name", name_taken_sentence())
    except NotAColleague:
        form.add_error("members", not_a_colleague_sentence())
    return not form.errors
