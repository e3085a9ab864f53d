"""«Nouveau client»: the form, and the register of companies that fills it from a SIREN (P7)."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.clients.filling import COMPANY_FIELDS, fill
from comptoir.clients.forms import ClientForm, unread
from comptoir.clients.standing import standing_of
from comptoir.connectors.actions import LookUpFailed, NoAccount, look_up_company
from comptoir.kernel.identifiers import Unread, read_siren


@dataclass(frozen=True)
class Found:
    """What came of a look-up: a sentence, and the company where there is one. `needs_account` and `known` have a link beside them."""

    sentence: str
    company: object = None
    known: object = None
    needs_account: bool = False


@login_required
@require_http_methods(["GET", "POST"])
def new_client(request):
    """The client, its dossier and its contact in one go."""
    refuse_others(request.user)
    form = ClientForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        if made:
            messages.success(request, _("Client ajouté."))
            return redirect("client", pk=made.pk)
    return render(request, "web/new_client.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def new_client_company(request):
    """The same form with what the register says: empty fields are filled, others keep what was typed with the find beside it."""
    refuse_others(request.user)
    typed = as_typed(request.POST)
    form = ClientForm(person=request.user, initial=typed)
    found = look_up(form, typed.get("siren", ""))
    proposals = {}
    if found.company:
        finds = {name: getattr(found.company, name) for name in COMPANY_FIELDS}
        kept = {} if "take" in request.POST else typed
        filled, proposals = fill(kept, finds, form.defaults())
        form = ClientForm(person=request.user, initial=typed | filled | {"siren": found.company.siren})
        form.propose(proposals)
    template = "web/new_client.html#company" if request.htmx else "web/new_client.html"
    return render(request, template, {"form": form, "found": found, "proposals": proposals, "is_fragment": bool(request.htmx)})


def refuse_others(user):
    if not standing_of(user).is_member:
        raise Http404


def as_typed(post):
    """What stands in the form, to be shown again. Several may manage."""
    names = [name for name in ClientForm.base_fields if name in post]
    return {name: post.getlist(name) if name == "others" else post[name].replace("\0", "") for name in names}


def look_up(form, siren):
    """Found: the register's answer, or the sentence that says why there is none."""
    try:
        siren = read_siren(siren)
    except Unread as reason:
        return Found(unread(reason))
    known = form.known_siren(siren)
    if known:
        return Found(_("Ce SIREN est déjà celui de %(name)s.") % {"name": known.name}, known=known)
    try:
        company = look_up_company(form.person, siren)
    except NoAccount:
        return Found(
            _("La recherche d’un SIREN se fait avec votre compte INPI, et vous n’en avez pas encore. Vous pouvez aussi remplir les champs vous-même."),
            needs_account=True,
        )
    except LookUpFailed as failure:
        return Found(failure.outcome.sentence, needs_account=failure.outcome.code in {"wrong_credentials", "forbidden", "unreadable_secret"})
    return Found(sentence_of(company), company=company)


def sentence_of(company):
    if company.is_closed:
        return _("Au registre, cette entreprise est fermée : %(name)s.") % {"name": company.name or company.siren}
    if not company.name:
        return _("L’entreprise est au registre, mais son nom n’est pas diffusé. Remplissez les champs vous-même.")
    return _("Trouvé au registre : %(name)s.") % {"name": company.name}
