"""What a person is, read from the rows once per request: the literals from which every `visible_to` is built.

Literal ids, not joins: with a million dossiers the planner then goes straight to the firm's index.
"""

from itertools import chain

from django.apps import apps
from django.db.models import BigIntegerField, CharField, Q, Value

from comptoir.firms.models import Membership
from comptoir.firms.rights import rights_of
from comptoir.kernel.among import among
from comptoir.kernel.prepared import Prepared

from .decisions import FULL, LIMITED, Standing

# The role of who is served by a firm, beside those of its members.
CLIENT = "client"


def standing_of(user):
    """The `Standing` of one person; nothing at all for a visitor. Kept on the user object, which lives as long as its request."""
    if not user.is_authenticated or not user.is_active:
        return Standing(user_id=0)
    if not hasattr(user, "_standing"):
        user._standing = standings_of([user.pk])[user.pk]
    return user._standing


def forget_standing(user):
    """Read the rows again at the next question."""
    if hasattr(user, "_standing"):
        del user._standing


def standings_of(user_ids):
    """{user id: Standing} in one query, whatever their number. Unknown and closed accounts have an empty standing."""
    found = {user_id: Facts() for user_id in user_ids}
    user_ids = list(found)
    for row in rows_about_one(*user_ids) if len(user_ids) == 1 else rows_about_many(user_ids):
        found[row[0]].add(*row[1:])
    return {user_id: facts.standing(user_id) for user_id, facts in found.items()}


class Facts:
    """What the rows say of one person."""

    def __init__(self):
        self.firms, self.administered, self.roles, self.licences, self.rights = set(), set(), set(), set(), set()
        self.whole, self.chosen = {FULL: set(), LIMITED: set()}, set()

    def add(self, firm_id, licence_id, role, client_id, level, dossier_id, ticked):
        self.roles.add((firm_id, role))
        if dossier_id:
            self.chosen.add((client_id, dossier_id, level))
        elif client_id:
            self.whole[level].add(client_id)
        else:
            self.firms.add(firm_id)
            self.rights.update((firm_id, right) for right in rights_of(role, ticked))
            if role == Membership.Role.ADMINISTRATOR:
                self.administered.add(firm_id)
            if licence_id:
                self.licences.add(licence_id)

    def standing(self, user_id):
        return Standing(
            user_id=user_id,
            firm_ids=frozenset(self.firms),
            administered_firm_ids=frozenset(self.administered),
            roles=frozenset(self.roles),
            licence_ids=frozenset(self.licences),
            full_client_ids=frozenset(self.whole[FULL]),
            limited_client_ids=frozenset(self.whole[LIMITED]),
            chosen=frozenset(self.chosen),
            rights=frozenset(self.rights),
        )


def rows_about(these):
    """(user, firm, licence, role, client, level, dossier, rights) rows of some people: one per membership and licence, one per open access to a whole client,
    one per dossier of an access to chosen ones. `these(column)` is the condition that a row's person is one of them.
    """
    no_id, no_word, no_rights, client = Value(None, BigIntegerField()), Value("", CharField()), Value(None, CharField()), Value(CLIENT, CharField())
    memberships = Membership.objects.active().filter(these("user_id"))
    accesses = apps.get_model("clients", "ClientAccess").objects.open().whole().filter(these("user_id"))
    chosen = apps.get_model("clients", "DossierAccess").objects.open().filter(these("access__user_id"))
    columns = ("user_id", "firm_id", "licence_accesses__licence_id", "role", no_id, no_word, no_id, "custom_role__rights")
    return memberships.values_list(*columns).union(
        # In this order: PostgreSQL takes the type of a column from the first two, and nothing but NULLs would be text.
        chosen.values_list("access__user_id", "access__firm_id", no_id, client, "access__client_id", "access__level", "dossier_id", no_rights),
        accesses.values_list("user_id", "firm_id", no_id, client, "client_id", "level", no_id, no_rights),
        all=True,
    )


def joined_at(user_ids):
    """{(user id, firm id): when they joined the firm, as colleague or as client user}, in two queries."""
    memberships = Membership.objects.active().filter(user_id__in=user_ids).values_list("user_id", "firm_id", "joined_at")
    accesses = apps.get_model("clients", "ClientAccess").objects.open().filter(user_id__in=user_ids).values_list("user_id", "firm_id", "opened_at")
    joined = {}
    for user_id, firm_id, moment in chain(memberships, accesses):
        joined[user_id, firm_id] = min(moment, joined.get((user_id, firm_id), moment))
    return joined


rows_about_many = Prepared(lambda user_ids: rows_about(lambda column: among(column, user_ids)), lists=1)
rows_about_one = Prepared(lambda user_id: rows_about(lambda column: Q(**{column: user_id})), values=1)
