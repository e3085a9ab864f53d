"""One's accounts with other software: adding, changing, trying, removing. The list is a settings page."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.preferences.registry import get_page, menu

from .actions import remove_account, test_account
from .forms import AccountForm
from .models import ExternalAccount
from .registry import all_connectors, get_connector
from .settings_pages import SLUG


def for_members(view):
    """Signed in, and somebody to whom the settings page is offered; 404 for everybody else."""

    @login_required
    @wraps(view)
    def answer(request, *args, **kwargs):
        if get_page(SLUG, request.user) is None:
            raise Http404
        return view(request, *args, **kwargs)

    return answer


@for_members
@require_safe
def new_account(request):
    """«Ajouter un compte»: with which software?"""
    return show(request, "connectors/kinds.html", connectors=all_connectors())


@for_members
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def new_account_of_kind(request, kind):
    connector = get_connector(kind)
    if connector is None:
        raise Http404
    form = AccountForm(request.POST or None, person=request.user, connector=connector)
    return save_or_show(request, form, _("Compte ajouté. Testez la connexion pour savoir s’il fonctionne."), title=_("Ajouter un compte"))


@for_members
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def account(request, pk):
    """«Modifier»."""
    found = find(request, pk)
    form = AccountForm(request.POST or None, person=request.user, connector=found.connector, account=found)
    return save_or_show(request, form, _("Compte modifié."), title=_("Modifier le compte"))


@for_members
@require_POST
def account_test(request, pk):
    """«Tester la connexion»: the sentence beside the account, or on the next page without JavaScript."""
    found = find(request, pk)
    outcome = test_account(found)
    if request.htmx:
        return render(request, "connectors/settings.html#state", {"account": found, "outcome": outcome})
    (messages.success if outcome.ok else messages.error)(request, outcome.sentence)
    return redirect("settings_page", slug=SLUG)


@for_members
@require_http_methods(["GET", "POST"])
def account_deletion(request, pk):
    """«Supprimer»: GET says what it will do, POST does it."""
    found = find(request, pk)
    if request.method == "POST":
        remove_account(found, by=request.user)
        messages.success(request, _("Compte supprimé."))
        return redirect("settings_page", slug=SLUG)
    return show(request, "connectors/deletion.html", account=found)


def find(request, pk):
    return get_object_or_404(ExternalAccount.objects.visible_to(request.user), pk=pk)


def save_or_show(request, form, sentence, *, title):
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, sentence)
        return redirect("settings_page", slug=SLUG)
    return show(request, "connectors/account.html", form=form, title=title, status=422 if form.is_bound else 200)


def show(request, template, *, status=200, **context):
    page = get_page(SLUG, request.user)
    return render(request, template, {"page": page, "pages": menu(request.user)} | context, status=status)
