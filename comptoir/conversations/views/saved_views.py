"""Saved views: kept, renamed, shared, put first, deleted. Their owner does it; others get 404."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.clients.standing import standing_of

from ..inbox_forms import ViewForm
from ..models import SavedView
from ..saved_views import NameTaken, QueryTooLong, TooManyViews, open_first, read_query, save_view, write


@login_required
@require_http_methods(["GET", "POST"])
def saved_views(request):
    """One's own views, each with its form; POST keeps the address's under a name."""
    if not standing_of(request.user).is_member:
        raise Http404
    form = ViewForm(request.POST or None)
    query = read_query(request.POST.get("query") or request.GET.urlencode())
    if request.method == "POST" and form.is_valid() and keep(form, request.user, query):
        messages.success(request, _("Vue enregistrée : %(name)s.") % {"name": form.cleaned_data["name"]})
        return redirect(f"{reverse('conversations')}?{query}")
    return page(request, form, query=query, status=422 if request.method == "POST" else 200)


def keep(form, user, query):
    try:
        save_view(user, name=form.cleaned_data["name"], query=query, is_shared=form.cleaned_data["is_shared"])
    except NameTaken:
        form.add_error("name", _("Vous avez déjà une vue de ce nom."))
    except TooManyViews:
        form.add_error(None, _("Vous avez cinquante vues. Supprimez-en une d’abord."))
    except QueryTooLong:
        form.add_error(None, _("Cette recherche est trop longue pour être gardée."))
    return not form.errors


@login_required
@require_POST
def saved_view(request, pk):
    """Rename, share or no longer."""
    view = own(request, pk)
    form = ViewForm(request.POST, instance=view, prefix=str(pk))
    if form.is_valid():
        try:
            write(form.instance)
        except NameTaken:
            form.add_error("name", _("Vous avez déjà une vue de ce nom."))
        else:
            messages.success(request, _("Vue enregistrée : %(name)s.") % {"name": view.name})
            return redirect("saved_views")
    return page(request, ViewForm(), changed=form, status=422)


@login_required
@require_POST
def saved_view_deletion(request, pk):
    view = own(request, pk)
    view.delete()
    messages.success(request, _("Vue supprimée : %(name)s. Les conversations n’ont pas bougé.") % {"name": view.name})
    return redirect("saved_views")


@login_required
@require_POST
def saved_view_first(request, pk):
    """«Ouvrir en premier», or no longer."""
    view = own(request, pk)
    open_first(view, is_first=request.POST.get("first") == "yes")
    return redirect("saved_views")


def own(request, pk):
    return get_object_or_404(SavedView.objects.visible_to(request.user).filter(owner=request.user), pk=pk)


def page(request, form, *, query="", changed=None, status=200):
    views = SavedView.objects.visible_to(request.user).filter(owner=request.user)
    forms = [(view, changed if changed and changed.instance.pk == view.pk else ViewForm(instance=view, prefix=str(view.pk))) for view in views]
    return render(request, "conversations/saved_views.html", {"form": form, "forms": forms, "query": query}, status=status)
