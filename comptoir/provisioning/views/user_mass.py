"""One change for many client users: what it asks, what it will do in numbers, done, and undone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from comptoir.firms.models import Firm

from ..actions import AlreadyUndone, change_many, foresee, undo
from ..holdings import Kind
from ..mass_forms import MassForm
from ..models import MassChange
from ..user_listing import Filters, id_of, managed_by, users_listed
from ..user_sentences import KINDS, left_out
from .user_list import firms_of

NAMES_SHOWN = 50
TAKING_AWAY = {Kind.REMOVE_COMPANIES, Kind.REMOVE_DOSSIERS, Kind.SUSPEND}


@login_required
@require_POST
def many(request):
    """The page grows with what was said: what to change, then the numbers, then it is done."""
    firms_of(request.user)
    back = f"{reverse('client_users')}?{Filters.read(QueryDict(request.POST.get('query', ''))).query}".rstrip("?")
    chosen, kind = chosen_in(request), request.POST.get("kind", "")
    refusal = refusal_of(chosen, kind)
    if refusal:
        messages.error(request, refusal)
        return redirect(back)
    firm = Firm.objects.get(pk=chosen[0][1])
    place_ids = [pk for pk, _firm in chosen]
    words = request.POST.get("words", "").replace("\0", "")[:200]
    form = MassForm(request.POST, kind=kind, firm=firm, person=request.user, words=words)
    is_asked = "step" in request.POST or form.asks_nothing
    is_right = is_asked and request.POST.get("step") != "search" and form.is_valid()
    if is_right and request.POST.get("step") == "sure":
        return carry_out(request, firm, place_ids, form, back)
    if not is_right and is_still_asking(request, form):
        client_id = 0 if request.POST.get("step") == "search" else id_of(request.POST.get("client", ""))
        form = MassForm(kind=kind, firm=firm, person=request.user, words=words, client_id=client_id)
    context = {
        "tab": "client-users",
        "form": form,
        "kind": form.kind,
        "title": KINDS[form.kind],
        "back": back,
        "count": len(place_ids),
        "is_taking_away": form.kind in TAKING_AWAY,
        "words": words,
        "hidden": [(name, value) for name in ("ids", "everything", "query", "kind") for value in request.POST.getlist(name)],
    }
    if is_right:
        context |= foretold(firm, place_ids, form, request)
    return render(request, "provisioning/client_users_bulk.html", context, status=200 if is_right or not form.is_bound else 422)


def chosen_in(request):
    """[(ClientUser's id, firm's id), …] of the rows that were ticked, or of all that the filter keeps."""
    if request.POST.get("everything") == "yes":
        rows = users_listed(request.user, Filters.read(QueryDict(request.POST.get("query", ""))))
    else:
        rows = managed_by(request.user).filter(pk__in=[pk for pk in map(id_of, request.POST.getlist("ids")) if pk])
    return list(rows.order_by("pk").values_list("pk", "firm_id"))


def refusal_of(chosen, kind):
    if kind not in list(Kind):
        return _("Choisissez ce qui doit changer.")
    if not chosen:
        return _("Cochez au moins un utilisateur.")
    if len({firm_id for _pk, firm_id in chosen}) > 1:
        return _("Choisissez des utilisateurs d’un même cabinet.")
    return ""


def is_still_asking(request, form):
    """Whether nothing can be judged yet: the page was just opened, a company is looked for, or its dossiers were not offered yet."""
    step = request.POST.get("step")
    return step in (None, "search") or ("dossiers" in form.fields and bool(request.POST.get("client")) and "offered" not in request.POST)


def foretold(firm, place_ids, form, request):
    plan = foresee(firm, place_ids, form.value, by=request.user)
    values = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return {
        "is_foretold": True,
        "values": values,
        "told": form.words_of_value,
        "changes": len(plan.changes),
        "names": [place.user.full_name for place, _before, _after in plan.changes[:NAMES_SHOWN]],
        "left_out": left_out(plan.numbers),
    }


def carry_out(request, firm, place_ids, form, back):
    made, plan = change_many(firm, place_ids, form.value, by=request.user)
    if made:
        return redirect("client_users_mass_change", made.pk)
    if plan.changes:
        sent = ngettext("E-mail de bienvenue envoyé à %(count)s personne.", "E-mail de bienvenue envoyé à %(count)s personnes.", len(plan.changes))
        messages.success(request, sent % {"count": len(plan.changes)})
    else:
        messages.error(request, _("Personne n’a été changé."))
    for sentence in left_out(plan.numbers):
        messages.warning(request, sentence)
    return redirect(back)


@login_required
@require_safe
def result(request, pk):
    made = mass_change(request, pk)
    rows = made.rows.select_related("client_user__user").order_by("client_user__user__last_name", "pk")
    context = {
        "tab": "client-users",
        "made": made,
        "title": KINDS[Kind(made.kind)],
        "count": rows.count(),
        "kept": rows.filter(undone_at=None).count() if made.undone_at else 0,
        "rows": rows[:NAMES_SHOWN],
        "left_out": left_out(made.left_out),
    }
    return render(request, "provisioning/client_users_mass_change.html", context)


@login_required
@require_POST
def undoing(request, pk):
    made = mass_change(request, pk)
    try:
        plan = undo(made, by=request.user)
    except AlreadyUndone:
        messages.error(request, _("Ce changement est déjà annulé."))
    else:
        count = len(plan.changes)
        done = ngettext("%(count)s utilisateur a retrouvé ce qu’il avait.", "%(count)s utilisateurs ont retrouvé ce qu’ils avaient.", count)
        messages.success(request, done % {"count": count})
        for sentence in left_out(plan.numbers):
            messages.warning(request, sentence)
    return redirect("client_users_mass_change", made.pk)


def mass_change(request, pk):
    return get_object_or_404(MassChange.objects.visible_to(request.user).select_related("firm", "made_by", "undone_by"), pk=pk)
