from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.accounts.models import User
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm, Membership
from comptoir.kernel.darkroom import SIZES
from comptoir.preferences.registry import get_page, menu

from ..actions import remove_photo, set_photo
from ..forms import PhotoForm, ProfileForm
from ..photos import place_of

KEPT_SECONDS = 60 * 60


@login_required
@require_POST
def own_photo(request):
    """One's photo, put or replaced. A file that makes none comes back to the page with its reason."""
    refuse_who_has_none(request.user)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused(request, form)
    set_photo(request.user, form.cleaned_data["photos"], by=request.user)
    messages.success(request, _("Photo enregistrée. Seuls vos collègues la voient."))
    return redirect("settings_page", slug="profile")


@login_required
@require_POST
def photo_removal(request):
    refuse_who_has_none(request.user)
    remove_photo(request.user, by=request.user)
    messages.success(request, _("Photo supprimée."))
    return redirect("settings_page", slug="profile")


@require_GET
def photo(request, pk, size):
    """A colleague's photo. Clients, other firms and visitors find nothing (P2)."""
    person = User.objects.filter(pk=pk).exclude(photo="").only("photo").first() if size in SIZES else None
    if person is None or not may_see(request.user, person):
        raise Http404
    etag = quote_etag(f"{person.photo}-{size}")
    response = HttpResponseNotModified() if request.headers.get("If-None-Match") == etag else the_file(person.photo, size)
    response.headers["ETag"] = etag
    # The address names the version: a replaced photo has another.
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def may_see(viewer, person):
    """Colleagues of one firm, both of them still there; and oneself."""
    if not viewer.is_authenticated or viewer == person:
        return viewer.is_authenticated
    return Membership.objects.active().filter(user=person, firm__in=Firm.objects.visible_to(viewer)).exists()


def the_file(name, size):
    try:
        return FileResponse(default_storage.open(place_of(name, size)), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None


def refuse_who_has_none(user):
    if not standing_of(user).is_member:
        raise Http404


def refused(request, form):
    page = get_page("profile", request.user)
    context = {"page": page, "pages": menu(request.user), "form": ProfileForm(person=request.user)} | page.context(request) | {"photo_form": form}
    return render(request, page.template, context, status=422)
