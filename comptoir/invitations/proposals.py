"""Whom one may invite: everything that `decisions.refusal_of` asks, read for any number of people with the same few queries."""

from dataclasses import dataclass
from functools import cached_property

from comptoir.clients.models import Client, ClientAccess, ClientContact, Contact
from comptoir.clients.workplaces import clients_opened_by
from comptoir.firms.models import Membership
from comptoir.kernel.emails import with_ascii_domain
from comptoir.transports.models import AddressState

from .decisions import Facts, State
from .models import Invitation


@dataclass(frozen=True)
class Asked:
    """One invitation that somebody wants to leave."""

    client: Client
    contact: Contact
    level: str = ClientAccess.Level.LIMITED
    type: str = ClientAccess.Type.STANDARD

    @property
    def pair(self):
        return self.client.pk, self.contact.pk


def address_of(contact):
    """Where invitations to this contact go: an account's own address is proved, what stands on the contact may be old."""
    return with_ascii_domain(contact.user.email if contact.user else contact.email)


class Known:
    """What is known of these people now. `locks`: of two who invite to the same client at the same moment, the second waits and then sees the first's."""

    def __init__(self, asked, by, now, *, locks=False):
        self.asked, self.by, self.now, self.locks = asked, by, now, locks
        self.pairs = {one.pair for one in asked}
        self.client_ids = {client for client, _contact in self.pairs}
        self.contact_ids = {contact for _client, contact in self.pairs}

    def facts(self, one, *, is_repeated=False, counts_pending=True):
        """The Facts of one Asked."""
        client, address = self.clients.get(one.client.pk), self.address(one.contact.pk)
        if client is None:
            return Facts(serves=False)
        before = self.unanswered.get(one.pair)
        return Facts(
            is_of_client=one.pair in self.linked,
            is_repeated=is_repeated,
            firm_is_on=client.firm.portal_enabled_at is not None,
            client_is_on=client.portal_enabled_at is not None,
            has_address=bool(address),
            is_oneself=address == self.by.email,
            is_member=(client.firm_id, address) in self.members,
            has_access=(client.pk, address) in self.accesses,
            is_invited=counts_pending and before is not None and before.state(self.now) is State.PENDING,
            is_bouncing=address in self.bouncing,
        )

    def address(self, contact_id):
        contact = self.contacts.get(contact_id)
        return address_of(contact) if contact else ""

    @cached_property
    def clients(self):
        """{client id: Client} of those whose people `by` may invite."""
        found = clients_opened_by(self.by).filter(pk__in=self.client_ids).select_related("firm").order_by("pk")
        return {one.pk: one for one in (found.select_for_update(of=["self"], no_key=True) if self.locks else found)}

    @cached_property
    def contacts(self):
        return {one.pk: one for one in Contact.objects.filter(pk__in=self.contact_ids).select_related("user")}

    @cached_property
    def addresses(self):
        return {address_of(contact) for contact in self.contacts.values()} - {""}

    @cached_property
    def linked(self):
        rows = ClientContact.objects.filter(client__in=self.client_ids, contact__in=self.contact_ids)
        return set(rows.values_list("client_id", "contact_id")) & self.pairs

    @cached_property
    def members(self):
        rows = Membership.objects.active().filter(firm__in={one.firm_id for one in self.clients.values()}, user__email__in=self.addresses)
        return set(rows.values_list("firm_id", "user__email"))

    @cached_property
    def accesses(self):
        rows = ClientAccess.objects.open().filter(client__in=self.client_ids, user__email__in=self.addresses)
        return set(rows.values_list("client_id", "user__email"))

    @cached_property
    def bouncing(self):
        return set(AddressState.objects.bouncing().filter(address__in=self.addresses).values_list("address", flat=True))

    @cached_property
    def unanswered(self):
        """{pair: Invitation}."""
        rows = Invitation.objects.unanswered().filter(client__in=self.client_ids, contact__in=self.contact_ids)
        return {(row.client_id, row.contact_id): row for row in rows}
