"""«Collaborateurs»: who works here, what is changed about many of them, and what one of them may do (F3)."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Licence, Membership, Team
from comptoir.firms.rights import Right
from comptoir.kernel.among import among
from comptoir.kernel.pagination import page_of
from comptoir.kernel.sheet_writing import workbook

from ..actions.members import change_members, undo_members
from ..effective import dossiers_seen, rights_of_member, teams_of_member
from ..forms import MEMBER_CHANGES
from ..listing import MemberFilters, factor_label, members_listed, role_choices, role_label, teams_of, with_columns
from ..reach import exporting_firm_ids, firm_run_by, firms_run_by, may_export
from ..wording import refusal_sentence
from .common import for_managers, for_members, say_done, say_refused, sheet, ticked

UNDO = "undo_of_members"
NAMES_SHOWN = 20


@for_members
def members(request):
    """Who works here. Words and filters are in the address; ticks and what they change are for who manages colleagues."""
    filters = MemberFilters.read(request.GET)
    page = page_of(with_columns(members_listed(request.user, filters)), request.GET.get("page"))
    resettable = set(Membership.objects.resettable_by(request.user).filter(pk__in=[row.pk for row in page.rows]).values_list("pk", flat=True))
    firm = firm_run_by(request.user)
    for row in page.rows:
        row.label, row.team_names, row.can_be_reset = role_label(row), teams_of(row), row.pk in resettable
        row.is_ticked_by = firm is not None and row.firm_id == firm.pk and row.left_at is None
    context = {
        "page": page,
        "filters": filters,
        "roles": role_choices(standing_of(request.user).firm_ids),
        "licences": Licence.objects.visible_to(request.user),
        "teams": Team.objects.visible_to(request.user),
        "manages": firm is not None,
        "may_export": may_export(request.user),
        "changes": [(code, form.title) for code, form in MEMBER_CHANGES.items()],
        "tab": "members",
    }
    return render(request, "staffing/members.html", context)


@require_POST
@for_managers
def many(request, firm):
    """A first POST names the colleagues and the change, and asks what for; a second one, with «sure», does it."""
    form_class, rows = MEMBER_CHANGES.get(request.POST.get("change")), chosen(request, firm)
    if form_class is None or not rows.exists():
        messages.error(request, _("Cochez d’abord des collaborateurs."))
        return to_list(request)
    form = form_class(request.POST if "sure" in request.POST else None, firm=firm)
    if not form.is_valid():
        return ask(request, form, rows)
    outcome = change_members(rows, form.change(), by=request.user)
    tell(request, outcome)
    return to_list(request)


def chosen(request, firm):
    """The ticked colleagues of the firm, or all that the address shows."""
    rows = Membership.objects.visible_to(request.user).active().filter(firm=firm)
    if "everything" in request.POST:
        return rows.filter(pk__in=members_listed(request.user, filters_posted(request)).order_by().values("pk"))
    return rows.filter(among("pk", ticked(request.POST)))


def ask(request, form, rows):
    names = [row.user.full_name for row in rows.select_related("user").order_by("user__last_name", "user__first_name", "pk")[: NAMES_SHOWN + 1]]
    count = rows.count()
    context = {
        "form": form,
        "change": request.POST["change"],
        "action": reverse("members_many"),
        "back": list_address(request),
        "back_label": _("Collaborateurs"),
        "names": names[:NAMES_SHOWN],
        "more": max(0, count - NAMES_SHOWN),
        "heading": ngettext("%(count)s collaborateur", "%(count)s collaborateurs", count) % {"count": count},
        "ids": ticked(request.POST),
        "everything": "everything" in request.POST,
        "query": filters_posted(request).query,
    }
    return render(request, "staffing/many.html", context, status=422 if form.is_bound else 200)


def tell(request, outcome):
    count = len(outcome.events)
    if count:
        sentence = ngettext("Fait pour un collaborateur.", "Fait pour %(count)s collaborateurs.", count) % {"count": count}
        say_done(request, sentence, outcome.events, undo=UNDO, kind="members")
    elif outcome.same:
        messages.info(request, _("C’était déjà le cas."))
    say_refused(request, [refusal_sentence(refusal, row.user.full_name) for row, refusal in outcome.refused])


@require_POST
@for_managers
def undo(request, firm):
    """Take back the last change to many, once."""
    kept = request.session.pop(UNDO, None)
    if kept is None:
        messages.error(request, _("Il n’y a plus rien à annuler."))
        return to_list(request)
    outcome = undo_members(kept["events"], by=request.user)
    count = len(outcome.events)
    messages.success(request, ngettext("Annulé pour un collaborateur.", "Annulé pour %(count)s collaborateurs.", count) % {"count": count})
    say_refused(request, [refusal_sentence(refusal, row.user.full_name) for row, refusal in outcome.refused])
    return to_list(request)


@require_GET
@for_members
def export(request):
    """The list as a spreadsheet, as far as the person may export lists."""
    if not may_export(request.user):
        raise Http404
    rows = with_columns(members_listed(request.user, MemberFilters.read(request.GET)).filter(firm__in=exporting_firm_ids(request.user)))
    return sheet(workbook(_("Collaborateurs"), member_header(), [member_line(row) for row in rows]), _("collaborateurs"))


def member_header():
    return (
        _("Nom"), _("Prénom"), _("Adresse e-mail"), _("Rôle"), _("Licences"), _("Équipes"), _("Numéro d’identification (ID)"), _("Dossiers gérés"),
        _("Double authentification"), _("Dernière connexion"),
    )  # fmt: skip


def member_line(row):
    licences = ", ".join(licence.name for licence in row.licences.all())
    names = (row.user.last_name, row.user.first_name, row.user.email, role_label(row), licences, ", ".join(teams_of(row)))
    return (*names, row.number, row.managed, factor_label(row), row.user.last_login)


@require_GET
@for_members
def rights(request, pk):
    """What somebody may do and see, and where each comes from: for themselves, and for who manages colleagues."""
    managed = Membership.objects.filter(firm__in=firms_run_by(request.user)) | Membership.objects.active().filter(user=request.user)
    row = get_object_or_404(Membership.objects.filter(pk__in=managed.values("pk")).select_related("user", "custom_role", "firm"), pk=pk)
    total, sights = dossiers_seen(row)
    context = {
        "row": row,
        "label": role_label(row),
        "rights": rights_of_member(row),
        "total": total,
        "sights": sights,
        "sees_all": Right.ALL_DOSSIERS in row.rights,
        "teams": teams_of_member(row),
        "manages": row.firm_id in standing_of(request.user).firms_where(Right.MEMBERS),
        "tab": "members",
    }
    return render(request, "staffing/rights.html", context)


def filters_posted(request):
    return MemberFilters.read(QueryDict(request.POST.get("query", "")))


def list_address(request):
    query = filters_posted(request).query
    return f"{reverse('members')}?{query}" if query else reverse("members")


def to_list(request):
    return redirect(list_address(request))
