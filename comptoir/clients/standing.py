"""What a person is, read from the rows once per request: the literals from which every `visible_to` is built.

Literal ids, not joins: with a million dossiers the planner then goes straight to the firm's index.
"""

from itertools import chain

from django.apps import apps
from django.db.models import BigIntegerField, CharField, Q, Value

from comptoir.firms.models import Membership
from comptoir.kernel.among import among
from comptoir.kernel.prepared import Prepared

from .decisions import Standing

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
    facts = {user_id: {name: set() for name in ("firms", "administered", "roles", "licences", "full", "limited")} for user_id in user_ids}
    user_ids = list(facts)
    rows = rows_about_one(*user_ids) if len(user_ids) == 1 else rows_about_many(user_ids)
    for user_id, firm_id, licence_id, role, client_id, level in rows:
        of = facts[user_id]
        of["roles"].add((firm_id, role))
        if client_id:
            of[level].add(client_id)
            continue
        of["firms"].add(firm_id)
        if role == Membership.Role.ADMINISTRATOR:
            of["administered"].add(firm_id)
        if licence_id:
            of["licences"].add(licence_id)
    return {
        user_id: Standing(
            user_id=user_id,
            firm_ids=frozenset(of["firms"]),
            administered_firm_ids=frozenset(of["administered"]),
            roles=frozenset(of["roles"]),
            licence_ids=frozenset(of["licences"]),
            full_client_ids=frozenset(of["full"]),
            limited_client_ids=frozenset(of["limited"]),
        )
        for user_id, of in facts.items()
    }


def rows_about(people):
    """(user, firm, licence, role, client, level) rows of the people of this condition: one per membership and licence, one per open access to a client."""
    no_id, no_word, client = Value(None, BigIntegerField()), Value("", CharField()), Value(CLIENT, CharField())
    memberships = Membership.objects.active().filter(people)
    accesses = apps.get_model("clients", "ClientAccess").objects.open().filter(people)
    return memberships.values_list("user_id", "firm_id", "licence_accesses__licence_id", "role", no_id, no_word).union(
        accesses.values_list("user_id", "firm_id", no_id, client, "client_id", "level"), all=True
    )


def joined_at(user_ids):
    """{(user id, firm id): when they joined the firm, as colleague or as client user}, in two queries."""
    memberships = Membership.objects.active().filter(user_id__in=user_ids).values_list("user_id", "firm_id", "joined_at")
    accesses = apps.get_model("clients", "ClientAccess").objects.open().filter(user_id__in=user_ids).values_list("user_id", "firm_id", "opened_at")
    joined = {}
    for user_id, firm_id, moment in chain(memberships, accesses):
        joined[user_id, firm_id] = min(moment, joined.get((user_id, firm_id), moment))
    return joined


rows_about_many = Prepared(lambda user_ids: rows_about(among("user_id", user_ids)), lists=1)
rows_about_one = Prepared(lambda user_id: rows_about(Q(user_id=user_id)), values=1)
