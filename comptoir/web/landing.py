"""The first page after sign-in, by what a person is."""

from django.urls import reverse

from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import standing_of

from .gate import payment_page


def landing_page(user):
    """Members land on their firm's home, operators on the installation's, client users on their firm's portal, or before it where a method is owed (I4)."""
    if standing_of(user).is_member:
        return reverse("home")
    if user.is_operator:
        return reverse("operator")
    access = ClientAccess.objects.open().filter(user=user).select_related("firm").order_by("pk").first()
    return reverse("portal", args=[access.firm.slug]) if access else payment_page(user) or reverse("no_access")
