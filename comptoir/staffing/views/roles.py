"""«Rôles»: the built-in ones with their usual rights, and those that the firm makes for itself."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.clients.standing import standing_of
from comptoir.firms.models import CustomRole, Membership
from comptoir.firms.rights import LABELS, Right, rights_of

from ..actions.roles import CannotMove, OwnRole, RoleHeld, change_role, create_role, delete_role
from ..actions.standing import BeyondOwn, NameTaken, NotAllowed, rights_in
from ..forms import CustomRoleForm, RoleDeletionForm
from ..reach import firm_run_by
from ..wording import beyond_sentence, name_taken_sentence, own_role_sentence, refusal_sentence, role_held_sentence
from .common import for_managers, for_members, posted, say_refused

HOLDERS_SHOWN = 12
HELD = Count("memberships", filter=Q(memberships__left_at=None, memberships__user__is_active=True))


@for_members
def roles(request):
    standing = standing_of(request.user)
    held = dict(Membership.objects.visible_to(request.user).active().filter(custom_role=None).values_list("role").annotate(Count("pk")).order_by())
    built_in = [
        {"value": value, "label": label, "rights": [LABELS[right] for right in Right if right in rights_of(value)], "count": held.get(value, 0)}
        for value, label in Membership.Role.choices
    ]
    custom = list(CustomRole.objects.visible_to(request.user).annotate(count=HELD))
    for role in custom:
        role.labels = [LABELS[right] for right in role.ticked]
        role.may_change = standing.may(Right.MEMBERS, role.firm_id)
    return render(request, "staffing/roles.html", {"built_in": built_in, "custom": custom, "manages": firm_run_by(request.user) is not None, "tab": "roles"})


@require_http_methods(["GET", "POST"])
@for_managers
def new_role(request, firm):
    form = CustomRoleForm(posted(request), own=own_rights(request.user, firm.pk))
    if form.is_bound and form.is_valid() and tried(form, lambda: create_role(firm, name=form.cleaned_data["name"], rights=form.chosen, by=request.user)):
        messages.success(request, _("Rôle «%(name)s» créé. Donnez-le depuis la liste des collaborateurs.") % {"name": form.cleaned_data["name"]})
        return redirect("roles")
    return render(request, "staffing/role.html", {"form": form, "tab": "roles"}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_managers
def role(request, firm, pk):
    found = get_object_or_404(CustomRole, firm=firm, pk=pk)
    initial = {"name": found.name, "rights": [str(right) for right in found.ticked]}
    form = CustomRoleForm(posted(request), own=own_rights(request.user, firm.pk), initial=initial)
    if form.is_bound and form.is_valid() and tried(form, lambda: change_role(found, name=form.cleaned_data["name"], rights=form.chosen, by=request.user)):
        messages.success(request, _("Rôle «%(name)s» enregistré.") % {"name": form.cleaned_data["name"]})
        return redirect("roles")
    holders = Membership.objects.active().filter(custom_role=found).select_related("user").order_by("user__last_name", "user__first_name", "pk")
    count = holders.count()
    context = {"form": form, "role": found, "name": initial["name"], "holders": holders[:HOLDERS_SHOWN], "more": max(0, count - HOLDERS_SHOWN), "tab": "roles"}
    return render(request, "staffing/role.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_managers
def role_deletion(request, firm, pk):
    """A role that nobody has goes at once; else its people get another first."""
    found = get_object_or_404(CustomRole.objects.annotate(count=HELD), firm=firm, pk=pk)
    form = RoleDeletionForm(posted(request), firm=firm, role=found) if found.count else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            delete_role(found, instead=form.change() if form else None, by=request.user)
            messages.success(request, _("Rôle «%(name)s» supprimé.") % {"name": found.name})
        except RoleHeld as refused:
            messages.error(request, role_held_sentence(refused.count))
        except CannotMove as refused:
            say_refused(request, [refusal_sentence(reason, row.user.full_name) for row, reason in refused.refused])
        return redirect("roles")
    context = {"role": found, "form": form, "tab": "roles"}
    return render(request, "staffing/role_deletion.html", context, status=422 if request.method == "POST" else 200)


def own_rights(user, firm_id):
    return rights_in(standing_of(user), firm_id)


def tried(form, act):
    """Whether it was done; else the form says why not."""
    try:
        act()
    except NameTaken:
        form.add_error("name", name_taken_sentence())
    except BeyondOwn:
        form.add_error("rights", beyond_sentence())
    except OwnRole:
        form.add_error("rights", own_role_sentence())
    except NotAllowed:
        form.add_error(None, _("Vous n’avez plus le droit de gérer les rôles."))
    return not form.errors
