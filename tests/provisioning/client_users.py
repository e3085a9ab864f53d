"""Client users in every state, and browsers of those who look at them."""

from django.test import Client as Browser
from django.utils import timezone

from comptoir.applications.models import Application, ApplicationFamily
from comptoir.billing.models import Plan, Terms
from comptoir.clients.actions import apply_hold
from comptoir.clients.models import ClientAccess, ClientUser

PAGE = "/firm/client-users/"


def browser_of(user):
    browser = Browser()
    browser.force_login(user)
    return browser


def place_of(user):
    return ClientUser.objects.select_related("user", "firm").get(user=user)


def client_user(cast, key, client=None, *, level="full", type="standard", **facts):
    """The place of somebody new with an access to this company; `facts` are columns of ClientUser."""
    user = cast.client_user(key, key.capitalize(), "Essai", client or cast.client, level=level, type=type)
    place = place_of(user)
    for name, value in facts.items():
        setattr(place, name, value)
    place.save()
    apply_hold([place])
    return place


def in_every_state(cast):
    """{State: ClientUser}."""
    now = timezone.now()
    places = {
        "active": client_user(cast, "active"),
        "validation": client_user(cast, "waiting", validated_at=None),
        "payment": client_user(cast, "owing", owes_method=True),
        "suspended": client_user(cast, "suspended", suspended_at=now),
        "deleted": client_user(cast, "deleted", deleted_at=now),
    }
    ClientAccess.objects.filter(user=places["deleted"].user).update(closed_at=now)
    return places


def plan():
    return Plan.objects.create(code="essentiel-essai", name="Essentiel d’essai")


def bill(place, client, *, mode="firm", to=None):
    return Terms.objects.create(client_user=place, client=client, mode=mode, plan=to or plan())


def bundle():
    """([ids of three applications that go together], id of an optional one): the only ones there are."""
    Application.objects.all().delete()
    family = ApplicationFamily.objects.create(code="essai", name="Essai", group="essai")
    three = [Application.objects.create(code=f"essai-{name}", name=f"Essai {name}", family=family).pk for name in ("compta", "fiscalite", "paie")]
    return three, Application.objects.create(code="essai-coffre", name="Coffre d’essai").pk
