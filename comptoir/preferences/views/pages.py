from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..registry import get_page, menu


@login_required
def settings_home(request):
    """The cog of the phone leads here: the menu alone; on a wide screen the first page stands beside it."""
    return render(request, "preferences/menu.html", {"pages": menu(request.user)})


@login_required
@require_http_methods(["GET", "POST"])
def settings_page(request, slug):
    """One declared page: show its form, save it, say so."""
    page = get_page(slug, request.user)
    if page is None:
        raise Http404
    if page.form_class is None:
        return show(request, page)
    form = page.form_class(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.save()
        if form.is_valid():  # who was faster may have made wrong what looked right
            messages.success(request, said)
            keep_this_session(request)
            return post_on(form) or redirect("settings_page", slug=slug)
    return show(request, page, form)


def post_on(form):
    """The same form goes on to `form.continues_at`, where there is more to do with it than this page does."""
    address = getattr(form, "continues_at", "")
    return redirect(address, preserve_request=True) if address else None


def show(request, page, form=None):
    context = {"page": page, "pages": menu(request.user), "form": form} | page.context(request)
    return render(request, page.template, context, status=422 if form and form.is_bound else 200)


def keep_this_session(request):
    """A new password ends every session; the one in which it was chosen goes on under a new key (S4)."""
    if request.session.get(HASH_SESSION_KEY) != request.user.get_session_auth_hash():
        update_session_auth_hash(request, request.user)
