"""A new firm on the installation, ready for its first administrator."""

from django.db import IntegrityError, transaction

from comptoir.events.recording import record_event
from comptoir.firms.models import Firm, FirmSlug, Licence, Membership
from comptoir.staffing.actions import NewMember, invite_member

CREATED = "firm.created"


class SlugTaken(Exception):
    """The name is, or was, another firm's."""


@transaction.atomic
def create_firm(*, name, slug, country, time_zone, licence, by, **administrator):
    """A firm with its door, its first licence and its first administrator, who is written to. Raises SlugTaken. Records firm.created.

    `administrator`: first_name, last_name, email, language; somebody with an account elsewhere keeps it.
    """
    firm = new_firm(name=name, slug=slug, country=country, time_zone=time_zone)
    Licence.objects.create(firm=firm, name=licence)
    record_event(CREATED, firm, actor=by, firm=firm, name=name, slug=slug)
    invite_member(firm, NewMember(role=Membership.Role.ADMINISTRATOR, **administrator), by=by)
    return firm


def new_firm(**values):
    try:
        with transaction.atomic():
            firm = Firm.objects.create(**values)
            FirmSlug.objects.create(firm=firm, slug=firm.slug)
    except IntegrityError:
        raise SlugTaken from None
    return firm
