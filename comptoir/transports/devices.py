"""The devices that are told by push: switched on, renamed, tried, removed; and what the decision may know of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from comptoir.events.recording import record_event
from comptoir.kernel.agents import browser_of, device_words
from comptoir.kernel.destinations import is_open, open_places, port_of, refusal_of, refusal_of_url
from comptoir.kernel.secrets import seal
from comptoir.kernel.tokens import digest

from .models import PushDevice
from .push import from_text, is_point, to_text

MOST_DEVICES = 20
NAME_LENGTH = 80
ENDPOINT_LENGTH = 2000
# E-mail takes over from devices that have taken nothing for so long.
FAILING_AFTER = timedelta(hours=1)
GONE_KEPT = timedelta(days=30)
INSIDE_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


class BadDevice(Exception):
    """A subscription that nothing can be sent to. `field` is what is wrong in it; its text is a sentence for people."""

    def __init__(self, field, sentence):
        super().__init__(sentence)
        self.field = field


class TooManyDevices(BadDevice):
    """The person has MOST_DEVICES already."""

    def __init__(self):
        super().__init__("endpoint", _("Vous avez déjà %(count)s appareils. Retirez-en un de la liste, puis réessayez.") % {"count": MOST_DEVICES})


@dataclass(frozen=True)
class PushState:
    """Of one person: the channels with a device that works; those whose devices have all failed for an hour or are gone, so that e-mail takes over.

    `live` are those with a device that is not gone. What is failing and live is still tried: nothing else tells when it works again.
    """

    working: frozenset = frozenset()
    failing: frozenset = frozenset()
    live: frozenset = frozenset()


def channels_of(user_ids):
    """{user id: PushState} of all these people, in one query."""
    long_ago = timezone.now() - FAILING_AFTER
    working, live, known = defaultdict(set), defaultdict(set), defaultdict(set)
    rows = PushDevice.objects.filter(user__in=list(user_ids)).values_list("user_id", "channel", "gone_at", "failing_since")
    for user_id, channel, gone_at, failing_since in rows:
        known[user_id].add(channel)
        if gone_at is None:
            live[user_id].add(channel)
            if failing_since is None or failing_since > long_ago:
                working[user_id].add(channel)
    return {pk: PushState(frozenset(working[pk]), frozenset(known[pk] - working[pk]), frozenset(live[pk])) for pk in user_ids}


def devices_of(user):
    """The person's devices, newest first, for the list on the settings page."""
    return PushDevice.objects.visible_to(user).order_by("-pk")


@transaction.atomic
@sensitive_variables()
def register_device(user, *, endpoint, p256dh, auth, channel="", name="", agent="", replaces=""):
    """Have a browser told. The same endpoint again is the same device, and whoever registers it last has it; `replaces` is the one it had before.

    `p256dh` and `auth` are the browser's keys in base64url; `agent`, its User-Agent, proposes a name. An empty `channel` or `name` stays what it was.
    Raises BadDevice. Records device.added unless it is known already.
    """
    address = check_endpoint(endpoint)
    keys = {"endpoint": seal(address), "endpoint_digest": digest(address), "p256dh": check_point(p256dh), "auth": seal(check_secret(auth))}
    # One registration at a time for each person: nobody gets past the limit by haste.
    get_user_model().objects.select_for_update(of=("self",)).get(pk=user.pk)
    device = known_device(user, address, replaces) or PushDevice()
    is_new = device.user_id != user.pk
    if (is_new or device.gone_at) and PushDevice.objects.visible_to(user).count() >= MOST_DEVICES:
        raise TooManyDevices
    if is_new:
        channel, name = channel or PushDevice.Channel.WEB, clean_name(name) or proposed_name(agent)
        begin_anew(device, user)
    save_as(device, keys | {"channel": channel or device.channel, "name": clean_name(name) or device.name})
    if is_new:
        record("device.added", device, by=user)
    return device


def begin_anew(device, user):
    """The device is this person's, and has no past with them."""
    device.user, device.created_at, device.last_sent_at = user, timezone.now(), None


def save_as(device, values):
    """With these values, and with nothing against it: it has just been switched on."""
    for field, value in (values | {"failing_since": None, "last_error": "", "gone_at": None}).items():
        setattr(device, field, value)
    device.save()


def known_device(user, endpoint, replaces):
    """The row of this endpoint, whoever has it; else the person's own row of the endpoint that it replaces."""
    rows = PushDevice.objects.select_for_update(of=("self",))
    known = rows.filter(endpoint_digest=digest(endpoint)).first()
    return known or (rows.filter(endpoint_digest=digest(replaces), user=user).first() if replaces else None)


@transaction.atomic
def rename_device(device, *, name, by):
    """Give a device another name; an empty one keeps what it has. Records device.renamed."""
    before, after = device.name, clean_name(name) or device.name
    if after != before:
        device.name = after
        device.save(update_fields=["name"])
        record_event("device.renamed", device, actor=by, name=after, before=before)
    return device


@transaction.atomic
def remove_device(device, *, by):
    """Forget a device: nothing is sent to it any more. Records device.removed."""
    record("device.removed", device, by=by)
    device.delete()


def forget_gone_devices(now):
    """The rows of devices that have been gone for a month: by then their person knows that only e-mail comes."""
    return PushDevice.objects.filter(gone_at__lt=now - GONE_KEPT).delete()[0]


def check_endpoint(endpoint):
    """The address of a push service, judged by its text. What its name stands for is looked at whenever something is sent (promise D4)."""
    endpoint, places = endpoint.strip(), open_places()
    refusal = "unreadable" if len(endpoint) > ENDPOINT_LENGTH or not endpoint.isascii() else refusal_of_url(endpoint, places)
    if refusal or is_inside(endpoint, places):
        raise BadDevice("endpoint", refused_sentence(refusal))
    return endpoint


def refused_sentence(refusal):
    if refusal == "not_https":
        return _("L’adresse doit commencer par https://.")
    if refusal in {"unreadable", "credentials_in_url"}:
        return _("Cette adresse n’est pas celle d’un service de notifications.")
    return _("Cette adresse mène à l’intérieur du réseau, où Comptoir n’envoie rien.")


def is_inside(endpoint, places):
    """Whether the text alone says that this is no address of the outside."""
    parts = urlsplit(endpoint)
    host, port = parts.hostname.rstrip("."), port_of(parts)
    if is_open(host, port, places):
        return False
    try:
        return refusal_of(str(ip_address(host)), port=port, places=places) != ""
    except ValueError:
        return "." not in host or host.endswith(INSIDE_NAMES)


def check_point(words):
    """The browser's public key, again as base64url. Raises BadDevice."""
    point = bytes_of(words, "p256dh")
    if not is_point(point):
        raise BadDevice("p256dh", _("Cette clé n’est pas un point de la courbe P-256 (65 octets, en base64url)."))
    return to_text(point)


def check_secret(words):
    secret = bytes_of(words, "auth")
    if len(secret) != 16:
        raise BadDevice("auth", _("Ce secret doit compter 16 octets, en base64url."))
    return to_text(secret)


def bytes_of(words, field):
    try:
        return from_text(words)
    except ValueError:
        raise BadDevice(field, _("Du base64url est attendu.")) from None


def clean_name(name):
    return " ".join("".join(character if character.isprintable() else " " for character in name).split())[:NAME_LENGTH].strip()


def proposed_name(agent):
    """«Firefox sur Windows»."""
    return device_words(*browser_of(agent))[:NAME_LENGTH]


def record(verb, device, *, by):
    record_event(verb, device, actor=by, name=device.name, channel=device.channel)
