"""«Nouveau client», step by step (I1). Each press keeps what was typed; each page looks again at all that came before."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right

from ..actions.drafting import DraftOver, Refused, begin, drop, finish, keep, stand_at
from ..forms.applications import with_family
from ..forms.dossiers import with_added, without
from ..models import Draft
from ..steps import LABELS, Step, after, before, kept_of
from ..wizard import STEP_OF, Wizard

DRAFTS = "client_users"


@login_required
@require_http_methods(["GET", "POST"])
def new_client_user(request):
    """The first step; the draft begins with what is typed there, so that a look alone leaves nothing behind. `?client=` names the company."""
    firm_ids = standing_of(request.user).firms_where(Right.CLIENT_USERS)
    if not firm_ids:
        raise Http404
    if request.method == "POST":
        draft = begin(kept_of(Step.COMPANY, request.POST), firm_id=min(firm_ids), by=request.user, key=key_of(request))
        return answer(request, draft, Step.COMPANY)
    wizard = Wizard(Draft(firm_id=min(firm_ids)), request.user)
    wizard.suggested = {"client": request.GET.get("client", "")}
    return show(request, wizard, Step.COMPANY)


@login_required
@require_http_methods(["GET", "POST"])
def client_user_draft_step(request, pk, step):
    """One step of a draft."""
    draft, step = visible(request, pk), step_named(step)
    try:
        if request.method == "POST":
            return answer(request, keep(draft, step, given(request, draft, step), by=request.user), step)
        return look(request, draft, step)
    except DraftOver as over:
        return say_over(request, over)


@login_required
@require_GET
def client_user_draft(request, pk):
    """«Reprendre»: at the step where it was left."""
    return redirect("client_user_draft_step", pk, visible(request, pk).step)


@login_required
@require_POST
def client_user_draft_removal(request, pk):
    """«Abandonner»"""
    if drop(visible(request, pk), by=request.user):
        messages.success(request, _("Brouillon abandonné. Rien n’a été créé."))
    return redirect(DRAFTS)


def visible(request, pk):
    return get_object_or_404(Draft.objects.visible_to(request.user).select_related("firm", "client", "client_user__user"), pk=pk)


def step_named(name):
    if name not in list(Step):
        raise Http404
    return Step(name)


def key_of(request):
    try:
        return str(uuid.UUID(request.POST.get("key", "")))
    except ValueError:
        return str(uuid.uuid4())


def look(request, draft, step):
    """The page of a step; or the first before it that is not in order (any more), which says why."""
    if draft.finished_at or draft.dropped_at:
        raise DraftOver(draft.client_user)
    wizard = Wizard(draft, request.user)
    obstacle = wizard.obstacle(step)
    return lead_to(request, draft, obstacle) if obstacle else show(request, wizard, step)


def given(request, draft, step):
    """What was typed, with what one of the buttons beside it adds or takes away."""
    kept = kept_of(step, request.POST)
    verb, _colon, value = request.POST.get("go", "").partition(":")
    if step is Step.DOSSIERS and verb in {"add", "without"}:
        return with_added(kept, value) if verb == "add" else without(kept, value)
    if step is Step.APPLICATIONS and verb == "family":
        return with_family(kept, value, draft.firm_id)
    return kept


def answer(request, draft, step):
    """After a press: on, back, away, or the same page again."""
    go = request.POST.get("go", "next")
    if go == "search" or (go == "enter" and request.POST.get("q", "").strip()):
        return show(request, Wizard(draft, request.user), step, words=request.POST.get("q", ""), says=False)
    if go == "quit":
        messages.success(request, _("Brouillon conservé : reprenez-le quand vous voulez."))
        return redirect(DRAFTS)
    if go == "previous":
        return stand(draft, before(step) or step)
    return go_on(request, draft, step) if go in {"next", "enter"} else stand(draft, step, "#choice")


def go_on(request, draft, step):
    wizard = Wizard(draft, request.user)
    obstacle = wizard.obstacle(after(step))
    if obstacle is step:
        return show(request, wizard, step, status=422)
    if obstacle:
        return lead_to(request, draft, obstacle)
    return create(request, draft) if step is Step.ACTIVATION else stand(draft, after(step))


def create(request, draft):
    """The last step. Of two presses, or two people, at once the second is shown whom the first created."""
    try:
        made = finish(draft, by=request.user)
    except DraftOver as over:
        return say_over(request, over)
    except Refused as refused:
        return lead_to(request, draft, STEP_OF[refused.problems[0].field])
    messages.success(request, words_about(made, draft))
    return redirect("client_user", made.pk)


def words_about(made, draft):
    """What was created, and what remains to be done."""
    name = made.user.full_name
    made.refresh_from_db()
    if made.validated_at is None:
        return _("%(name)s est créé. Il ne pourra se connecter qu’une fois validé.") % {"name": name}
    if made.welcomed_at is None:
        return _("%(name)s est créé. Envoyez-lui l’e-mail de bienvenue depuis son profil quand vous voulez.") % {"name": name}
    return _("%(name)s est créé. L’e-mail de bienvenue part à %(email)s.") % {"name": name, "email": made.user.email}


def say_over(request, over):
    """A draft that somebody finished or dropped meanwhile."""
    if over.client_user is None:
        messages.info(request, _("Ce brouillon n’est plus là : il a été abandonné."))
        return redirect(DRAFTS)
    messages.info(request, _("Ce brouillon est terminé : %(name)s est créé.") % {"name": over.client_user.user.full_name})
    return redirect("client_user", over.client_user.pk)


def lead_to(request, draft, step):
    messages.info(request, _("Une étape est à compléter ou à revoir avant de continuer : «%(step)s».") % {"step": LABELS[step]})
    return redirect("client_user_draft_step", draft.pk, step)


def stand(draft, step, anchor=""):
    """The page of a step, where the draft then is for whoever resumes it."""
    stand_at(draft, step)
    return redirect(reverse("client_user_draft_step", args=[draft.pk, step]) + anchor)


def show(request, wizard, step, *, words="", says=True, status=200):
    draft = wizard.draft
    problems = wizard.problems_at(step) if says and wizard.is_answered(step) else []
    context = {
        "wizard": wizard,
        "draft": draft,
        "step": step,
        "label": LABELS[step],
        "line": wizard.line(step),
        "body": f"provisioning/steps/{step}.html",
        "address": reverse("client_user_draft_step", args=[draft.pk, step]) if draft.pk else reverse("new_client_user"),
        "key": "" if draft.pk else uuid.uuid4(),
        "words": words,
        "problems": [problem for problem in problems if not problem.is_warning],
        "is_first": before(step) is None,
        "is_last": step is Step.ACTIVATION,
    }
    return render(request, "provisioning/step.html", context | wizard.shown(step, words), status=status)
