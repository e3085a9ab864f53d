"""What people read when a change of an access is refused."""

from django.utils.translation import gettext as _


def own_access():
    return _("Cet accès est le vôtre : demandez à un collègue de le changer.")


def last_administrator(refused):
    """`refused` is the LastAdministrator that was raised."""
    return _("%(client)s doit garder au moins un administrateur : désignez-en d’abord un autre.") % {"client": refused.client.name}
