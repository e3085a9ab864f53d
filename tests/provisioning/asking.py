"""What the tests of provisioning ask for: a plan, the catalogue's classic family, somebody new."""

from comptoir.applications.models import Application, ApplicationFamily
from comptoir.billing.models import Plan
from comptoir.provisioning.asked import Asked


def plan():
    return Plan.objects.filter(withdrawn_at=None).order_by("pk").first() or Plan.objects.create(code="essai", name="Offre d’essai")


def family(code="classique"):
    """The ids of the applications of this family of the operator's catalogue."""
    found = frozenset(Application.objects.filter(family__code=code, firm=None).values_list("pk", flat=True))
    return found or new_family(code)


def new_family(code):
    made = ApplicationFamily.objects.create(code=code, name=code.capitalize(), group="production", is_required=True)
    names = ("compta", "fiscalite", "paie")
    return frozenset(Application.objects.create(code=f"{code}-{name}", name=f"{name} ({code})", family=made).pk for name in names)


def somebody(client, **words):
    """An Asked that nothing is wrong with, but for what `words` say."""
    usual = {"last_name": "Martin", "first_name": "Chloé", "email": "chloe.martin@example.com", "client_id": client.pk, "plan_id": plan().pk}
    return Asked(**usual | {"reach": {client.pk: None}, "application_ids": family()} | words)
