"""The firm's look: its logo or name, its background (K2, K3), and how both would look before they are saved."""

from base64 import b64encode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.firms.looks import look_of_picture
from comptoir.firms.models import Brand
from comptoir.kernel.pictures import PictureRefused
from comptoir.preferences.policy import administered_firm

from ..actions import change_background, change_brand, remove_logo, remove_picture
from ..forms import BackgroundForm, BrandForm
from ..pictures import develop_logo, develop_picture
from .page import show


@login_required
@require_POST
def brand(request):
    firm = administered_firm(request.user)
    form = BrandForm(request.POST, request.FILES, brand=firm.appearance)
    if not form.is_valid():
        return show(request, firm, brand_form=form)
    logo = form.cleaned_data["logo"]
    change_brand(firm, by=request.user, shows=form.cleaned_data["shows"], logo=logo)
    say_saved(request, logo)
    return redirect("/firm/portal/#brand")


@login_required
@require_POST
def background(request):
    firm = administered_firm(request.user)
    form = BackgroundForm(request.POST, request.FILES, brand=firm.appearance)
    if not form.is_valid():
        return show(request, firm, background_form=form)
    picture = form.cleaned_data["picture"]
    change_background(firm, by=request.user, background=form.cleaned_data["background"], picture=picture)
    say_saved(request, picture)
    return redirect("/firm/portal/#background")


def say_saved(request, made):
    messages.success(request, _("Apparence enregistrée. Vos clients la voient dès maintenant."))
    if made and made[2]:
        messages.info(request, _("Cette image est animée : seule sa première vue est gardée."))


@login_required
@require_POST
def logo_removal(request):
    remove_logo(administered_firm(request.user), by=request.user)
    messages.success(request, _("Logo supprimé. Le nom du cabinet prend sa place."))
    return redirect("/firm/portal/#brand")


@login_required
@require_POST
def picture_removal(request):
    remove_picture(administered_firm(request.user), by=request.user)
    messages.success(request, _("Image supprimée."))
    return redirect("/firm/portal/#background")


@login_required
@require_POST
def preview(request):
    """What a chosen file would be, made by what makes it when it is saved; nothing is kept. 422 and a sentence for one that makes none."""
    administered_firm(request.user)
    try:
        return JsonResponse(previewed(request.FILES))
    except PictureRefused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)


def previewed(files):
    if "logo" in files:
        content, fields, _is_animated = develop_logo(files["logo"])
        width, height = Brand(**fields).logo_size
        return {"logo": address_of(content, "png"), "ground": fields["logo_ground"], "width": width, "height": height}
    if "picture" in files:
        content, fields, _is_animated = develop_picture(files["picture"])
        return {"look": look_of_picture(address_of(content, "webp"), fields["picture_tone"], fields["picture_veil"])}
    raise PictureRefused(_("Choisissez d’abord une image."))


def address_of(content, kind):
    return f"data:image/{kind};base64,{b64encode(content).decode()}"
