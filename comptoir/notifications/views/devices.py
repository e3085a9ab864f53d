"""The devices of the person that are told by push: switched on from the page, renamed, tried, removed. Their list stands on «Notifications»."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.transports.devices import NAME_LENGTH, BadDevice, register_device, remove_device, rename_device
from comptoir.transports.models import PushDevice
from comptoir.transports.push import public_key
from comptoir.transports.pushing import send_test
from comptoir.transports.verdicts import Fate

GIVEN = ("endpoint", "p256dh", "auth", "name", "replaces")


class NameForm(forms.Form):
    name = forms.CharField(label=_l("Nom"), max_length=NAME_LENGTH, help_text=_l("Pour le reconnaître dans votre liste."))


@login_required
@require_GET
def device_key(request):
    """What a browser needs to subscribe, and its service worker to say so: our public key, and a token for the form. Only this site may read it."""
    return JsonResponse({"key": public_key(settings.VAPID_PRIVATE_KEY), "csrf": get_token(request)})


@login_required
@sensitive_post_parameters("endpoint", "auth", "replaces")
@require_POST
def devices(request):
    """«Activer les notifications sur cet appareil»: what the browser's push service gave it. 201, or 422 with a sentence for each field."""
    channel = request.POST.get("channel", "")
    if channel and channel not in PushDevice.Channel.values:
        return refused("channel", _("Ce canal n’existe pas."))
    given = {name: request.POST.get(name, "") for name in GIVEN}
    try:
        device = register_device(request.user, **given, channel=channel, agent=request.headers.get("User-Agent", ""))
    except BadDevice as error:
        return refused(error.field, str(error))
    messages.success(request, _("Les notifications sont activées sur cet appareil."))
    return JsonResponse({"id": device.pk, "digest": device.endpoint_digest}, status=201)


def refused(field, sentence):
    return JsonResponse({"errors": {field: sentence}}, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def device(request, pk):
    """«Renommer»."""
    found = find(request, pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        rename_device(found, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, _("Appareil renommé."))
        return redirect(list_address())
    return render(request, "notifications/device.html", {"form": form, "back": list_address()}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def device_test(request, pk):
    """«Envoyer un essai»: what came of it stands beside the device, or on the next page without JavaScript."""
    found = find(request, pk)
    verdict = send_test(found, by=request.user)
    if request.htmx:
        return render(request, "notifications/devices.html#state", {"device": found, "verdict": verdict})
    (messages.success if verdict.fate is Fate.TAKEN else messages.error)(request, verdict.sentence)
    return redirect(list_address())


@login_required
@require_POST
def device_removal(request, pk):
    """«Retirer»: nothing is sent there any more, and a click on the device brings it back."""
    remove_device(find(request, pk), by=request.user)
    messages.success(request, _("Appareil retiré : il ne reçoit plus rien."))
    return redirect(list_address())


def find(request, pk):
    return get_object_or_404(PushDevice.objects.visible_to(request.user), pk=pk)


def list_address():
    return reverse("settings_page", args=["notifications"]) + "#devices"
