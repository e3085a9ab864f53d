"""The answer: by who is signed in with the address that was invited, or by who makes an account with it."""

from django.contrib.auth import get_user_model, password_validation
from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.clients.actions import open_access
from comptoir.events.recording import record_event
from comptoir.links.models import LinkUse

from ..decisions import State
from ..models import Invitation
from .rounds import ACCEPTED, links_of, words_of


class NotAcceptable(Exception):
    """None of what was chosen can be accepted any more, or by this person: answered, revoked, over, taken back by the firm."""


class AccountExists(Exception):
    """Somebody has an account with this address meanwhile: they sign in."""


@transaction.atomic
def accept(invitations, *, user):
    """Accept those of these that wait for `user`, all or none of them in one transaction; return them. Raises NotAcceptable when there is none (K8).

    The access is opened, the contact becomes the person's own, the link is used up: at once in two tabs, one does it. Records invitation.accepted.
    """
    now = timezone.now()
    rows = Invitation.objects.in_state(State.PENDING, now).for_person(user).acceptable().exclude_colleagues(user).filter(pk__in=[one.pk for one in invitations])
    locked = list(rows.select_for_update(of=["self"]).select_related("client__firm", "contact").order_by("pk"))
    accepted = [row for row in locked if settle(row, user, now)]
    if not accepted:
        raise NotAcceptable
    use_up_links(accepted, now)
    return accepted


def settle(invitation, user, now):
    """One conditional update: whoever comes second changes nothing."""
    if not Invitation.objects.in_state(State.PENDING, now).filter(pk=invitation.pk).update(accepted_at=now, accepted_by=user):
        return False
    open_access(invitation.client, user, level=invitation.level, type=invitation.type, by=user, contact=invitation.contact)
    record_event(ACCEPTED, invitation, actor=user, **words_of(invitation))
    return True


def use_up_links(invitations, now):
    links = list(links_of(invitations).alive().values_list("pk", flat=True))
    links_of(invitations).filter(pk__in=links).update(consumed_at=now)
    LinkUse.objects.bulk_create([LinkUse(link_id=pk, kind=LinkUse.Kind.CONSUMED) for pk in links])


@transaction.atomic
def join(invitations, *, email, first_name, last_name, password, language):
    """Make the account of whoever was invited at `email` and accept these; return the User. The link proves that the address is theirs.

    Raises AccountExists, NotAcceptable, and ValidationError for a password that the firm's rules refuse. Then nothing is kept.
    """
    user = new_account(email, first_name=first_name, last_name=last_name, language=language, time_zone=invitations[0].firm.time_zone)
    accept(invitations, user=user)
    # Only now: the rules are those of the firms that serve this person, and ask for words of their own.
    password_validation.validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record_event("account.created", user, actor=user, firm=invitations[0].firm, person=user.full_name)
    return user


def new_account(email, **fields):
    try:
        with transaction.atomic():
            return get_user_model().objects.create_user(email, **fields)
    except IntegrityError:
        raise AccountExists from None
