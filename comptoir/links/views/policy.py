"""«Sécurité des demandes»: what a firm asks of its clients, act by act (K5, X11). For administrators."""

import uuid
from dataclasses import dataclass, replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.events.models import Event
from comptoir.kernel.pagination import page_of
from comptoir.preferences.actions import CHANGED, change_settings_at, undo
from comptoir.preferences.history import changes_of
from comptoir.preferences.lines import lines_of
from comptoir.preferences.models import Holder
from comptoir.preferences.policy import administered_firm
from comptoir.preferences.registry import menu
from comptoir.preferences.resolver import values_at, values_of

from ..assurance import NAMES, PAGE, PREFIX, policy_of, ways
from ..decisions import OF_A_REQUEST, PRESETS, Act, preset_of
from ..settings_pages import DAYS, LABELS

CHANGES_SHOWN = 10
# The page on which the portal is set up, which other apps own; it shows the two options too.
PORTAL = "/firm/portal/"


@dataclass(frozen=True)
class Preset:
    name: str
    label: str
    help: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """One act, with each way and whether it is the one that is asked for."""

    label: str
    cells: list


@login_required
@require_GET
def portal_security(request):
    firm = administered_firm(request.user)
    return render(request, "links/security.html", {"pages": menu(request.user)} | section(request, firm))


def section(request, firm):
    """What the page's parts need, for whichever page includes «links/security_section.html»."""
    policy = policy_of(firm)
    chosen = preset_of(policy)
    return {
        "presets": presets(chosen),
        "is_personal": not chosen,
        "ways": [label for _name, label in ways()],
        "rows": [row(act, policy[act]) for act in Act],
        "lines": lines_of(values_at(Holder.of_firm(firm)), page=PAGE),
        "prefix": "/firm/policy/firm",
    } | history(request, firm)


def portal_section(request, firm):
    """What the two options need on the page on which the portal is set up."""
    chosen = preset_of(policy_of(firm))
    return {"presets": presets(chosen), "is_personal": not chosen}


def presets(chosen):
    """The two ways of the firm's policy, as the article calls them (seed 001, step 4)."""
    return [
        Preset(
            "link",
            _("Autoriser l’accès via un lien unique envoyé par courriel"),
            _("Vos clients ouvrent leurs demandes depuis l’e-mail, sans se connecter."),
            chosen == "link",
        ),
        Preset(
            "mfa",
            _("Exiger une authentification à plusieurs facteurs"),
            _("Ils se connectent avec un second facteur pour voir une demande et y répondre. Qui n’en a pas en ajoute un sur-le-champ."),
            chosen == "mfa",
        ),
    ]


def row(act, asked):
    return Row(LABELS[act], [(label, NAMES[name] is asked) for name, label in ways()])


def history(request, firm):
    """What was changed here; the changes of one choice are one line."""
    events = of_the_page(firm).select_related("actor").order_by("-id")
    page = page_of(events, request.GET.get("page"), size=CHANGES_SHOWN)
    rows, seen = [], set()
    for event in page.rows:
        step = event.data.get("step")
        if step not in seen:
            rows.append(event)
        if step:
            seen.add(step)
    changes = [as_one(change) if change.event.data.get("step") else change for change in changes_of(rows, values_of(request.user)["dates.first_day"])]
    return {"events_page": page, "changes": changes}


def of_the_page(firm):
    here = Event.objects.about(firm).filter(verb=CHANGED, data__scope="firm")
    return here.filter(data__key__startswith=PREFIX) | here.filter(data__key=DAYS)


def as_one(change):
    """The change of one setting, as that of all which were chosen together."""
    return replace(change, title=_("Demandes aux clients"), undone_at="portal_security_reversal")


@login_required
@require_POST
def preset(request):
    """Set seeing, uploading and answering at once; approvals, signatures and payments stay as they are."""
    firm, name = administered_firm(request.user), request.POST.get("preset")
    if name not in PRESETS:
        messages.error(request, _("Choisissez l’une des deux options."))
        return back(request)
    changes = {f"{PREFIX}{act}": name for act in OF_A_REQUEST}
    events = change_settings_at(Holder.of_firm(firm), changes, by=request.user, step=uuid.uuid4().hex)
    messages.success(request, _("Enregistré.") if events else _("C’était déjà le cas."))
    return back(request)


def back(request):
    """To the page on which the option was chosen: this one, or that of the portal as a whole."""
    return redirect(PORTAL if request.POST.get("next") == PORTAL else "portal_security")


@login_required
@require_POST
def reversal(request, pk):
    """Everything that was chosen together with this change is again as it was before."""
    firm = administered_firm(request.user)
    event = of_the_page(firm).filter(pk=pk, data__has_key="step").first()
    if event is None:
        raise Http404
    with transaction.atomic():
        step = uuid.uuid4().hex
        for one in of_the_page(firm).filter(data__step=event.data["step"]):
            undo(one, Holder.of_firm(firm), by=request.user, step=step)
    messages.success(request, _("Rétabli."))
    return redirect("portal_security")
