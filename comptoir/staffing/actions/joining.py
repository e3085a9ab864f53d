"""A new colleague: asked, and a member once they accept. Who asks learns nothing of the account that the address may have."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.responsibilities import Handed, responsibility
from comptoir.clients.standing import forget_standing
from comptoir.events.recording import record_event
from comptoir.firms.administrators import hold_firm
from comptoir.firms.models import CustomRole, Membership
from comptoir.kernel.people import propose_trigram
from comptoir.transports.actions import queue_mail

from ..models import Arrival, Departure
from .places import give_dossiers, give_licences, give_teams, refuse_above

WELCOME, REMINDER = "member_welcome", "member_reminder"


class AlreadyHere(Exception):
    """The person of this address works for the firm: `membership`."""

    def __init__(self, membership):
        super().__init__(membership.pk)
        self.membership = membership


class AlreadyInvited(Exception):
    """This address was asked, and has not answered: `arrival`."""

    def __init__(self, arrival):
        super().__init__(arrival.pk)
        self.arrival = arrival


class Taken(Exception):
    """A colleague has this number or trigram (`field`); `holder` says who."""

    def __init__(self, field, holder):
        super().__init__(field)
        self.field, self.holder = field, holder


class NotWaiting(Exception):
    """The invitation was answered or withdrawn, or its time is over."""


@dataclass(frozen=True)
class NewMember:
    """Who is asked, for which place. Values are clean (kernel.people); ids of other firms are left out."""

    first_name: str
    last_name: str
    email: str
    language: str = "fr"
    job_title: str = ""
    role: str = Membership.Role.STAFF.value
    custom_role: CustomRole | None = None
    number: str = ""
    trigram: str = ""
    licence_ids: tuple = ()
    team_ids: tuple = ()
    dossier_ids: tuple = ()
    restores: bool = False


@transaction.atomic
def invite_member(firm, asked, *, by):
    """Ask somebody to join the firm; the mail holds the way to choose a password, or to accept with the account one has. Returns the Arrival.

    Raises AlreadyHere, AlreadyInvited, Taken, CannotChange. Records member.invited.
    """
    hold_firm(firm.pk)
    refuse_above(by, firm.pk, asked.role, asked.custom_role)
    before = membership_of(firm, asked.email)
    if before and before.left_at is None:
        raise AlreadyHere(before)
    waiting = Arrival.objects.waiting().filter(firm=firm, email=asked.email).first()
    if waiting:
        raise AlreadyInvited(waiting)
    refuse_taken(firm, asked)
    words = {name: getattr(asked, name) for name in ("first_name", "last_name", "email", "language", "job_title", "role", "custom_role", "number", "trigram")}
    given = {name: list(getattr(asked, name)) for name in ("licence_ids", "team_ids", "dossier_ids")}
    arrival = Arrival.objects.create(
        firm=firm, user=account_of(asked), invited_by=by, **Arrival.new_token(), expires_at=timezone.now() + Arrival.VALID_FOR,
        restores=asked.restores and before is not None, **words, **given,
    )  # fmt: skip
    welcome(arrival)
    record_event("member.invited", arrival, actor=by, name=arrival.full_name, role=arrival.role)
    return arrival


def membership_of(firm, email):
    """The place that the person of this address has here, or had."""
    return Membership.objects.filter(firm=firm, user__email=email).select_related("user").first()


def refuse_taken(firm, asked):
    for field in ("number", "trigram"):
        value = getattr(asked, field)
        holder = value and Membership.objects.filter(firm=firm, **{field: value}).select_related("user").first()
        if holder and holder.user.email != asked.email:
            raise Taken(field, holder.user)


def account_of(asked):
    """The account of this address, as it is; or a new one, without a password, by which nobody signs in."""
    known = User.objects.filter(email=asked.email).first()
    if known:
        return known
    words = {name: getattr(asked, name) for name in ("first_name", "last_name", "language", "job_title")}
    try:
        with transaction.atomic():
            return User.objects.create_user(asked.email, None, **words)
    except IntegrityError:
        return User.objects.get(email=asked.email)


def welcome(arrival):
    """The link itself is made when the mail is written: it stands in no row."""
    queue_mail(arrival.user, WELCOME, firm=arrival.firm, arrival=arrival.pk, round=arrival.times_sent)


@transaction.atomic
def send_again(arrival, *, by):
    """The mail once more, with a new link and a new end; the link before serves no more. Raises NotWaiting. Records member.invited_again."""
    held = hold_arrival(arrival.pk)
    if not held.is_waiting:
        raise NotWaiting
    now = timezone.now()
    changes = {**Arrival.new_token(), "sent_at": now, "expires_at": now + Arrival.VALID_FOR, "times_sent": held.times_sent + 1}
    for name, value in changes.items():
        setattr(held, name, value)
    held.save(update_fields=list(changes))
    welcome(held)
    record_event("member.invited_again", held, actor=by, name=held.full_name)
    return held


@transaction.atomic
def withdraw_arrival(arrival, *, by):
    """The link serves no more. Raises NotWaiting. Records member.invitation_withdrawn."""
    return end(arrival, "member.invitation_withdrawn", by, withdrawn_at=timezone.now())


@transaction.atomic
def refuse_arrival(arrival):
    """Whoever was asked says no. Raises NotWaiting. Records member.invitation_refused."""
    return end(arrival, "member.invitation_refused", arrival.user, refused_at=timezone.now())


def end(arrival, verb, by, **moment):
    held = hold_arrival(arrival.pk)
    if not held.is_waiting:
        raise NotWaiting
    Arrival.objects.filter(pk=held.pk).update(**moment)
    record_event(verb, held, actor=by, name=held.full_name)
    held.refresh_from_db()
    forget_account(held.user)
    return held


def forget_account(user):
    """The account that was made for an invitation and that nobody ever opened goes with it."""
    unused = not user.has_usable_password() and user.last_login is None and not user.is_operator
    held = (
        user.memberships.exists() or user.client_places.exists() or user.client_accesses.exists() or user.arrivals.filter(accepted_at=None).waiting().exists()
    )
    if unused and not held:
        User.objects.filter(pk=user.pk).delete()


def hold_arrival(pk):
    return Arrival.objects.select_for_update(of=["self"]).select_related("firm", "user").get(pk=pk)


@transaction.atomic
def accept_arrival(arrival, *, password=None):
    """The person has the place they were asked for; who had none yet, `password`. Returns the Membership. Raises NotWaiting. Records member.joined."""
    held = hold_arrival(arrival.pk)
    if held.state != "pending":
        raise NotWaiting
    hold_firm(held.firm_id)
    if password is not None:
        held.user.set_password(password)
        held.user.save(update_fields=["password"])
    membership, is_new = Membership.objects.get_or_create(firm=held.firm, user=held.user, defaults={"role": held.role, "custom_role": held.custom_role})
    if is_new or membership.left_at is not None:
        take_place(membership, held, was_here=not is_new)
    Arrival.objects.filter(pk=held.pk).update(accepted_at=timezone.now(), membership=membership)
    forget_standing(held.user)
    record_event("member.joined", membership, actor=held.user, name=held.user.full_name, role=membership.role)
    return membership


def take_place(membership, arrival, *, was_here):
    """The place as it was asked for; or, where that was wanted, as it was when the person left."""
    user = arrival.user
    as_it_was = arrival.restores and was_here
    if not as_it_was:
        membership.role, membership.custom_role = arrival.role, None if arrival.role == Membership.Role.ADMINISTRATOR else arrival.custom_role
        give_licences(membership, arrival.licence_ids)
        give_teams(membership, arrival.team_ids)
    departure = Departure.objects.filter(membership=membership, carried_out_at=membership.left_at).first() if as_it_was else None
    membership.left_at = None
    others = Membership.objects.filter(firm=membership.firm_id).exclude(pk=membership.pk)
    number = arrival.number or (departure.place.get("number", "") if departure else "")
    membership.number = "" if others.filter(number=number).exists() else number
    taken = set(others.exclude(trigram="").values_list("trigram", flat=True))
    wished = user.trigram or arrival.trigram
    membership.trigram = wished if wished and wished not in taken else propose_trigram(user.first_name, user.last_name, taken)
    membership.save()
    if not user.trigram:
        User.objects.filter(pk=user.pk).update(trigram=membership.trigram)
    if departure:
        back_to_teams(membership, departure)
    give_dossiers(membership, arrival.dossier_ids)


def back_to_teams(membership, departure):
    """The places in teams that were the person's; whoever came into an empty team for them stays, and what passed to others stays theirs."""
    kind = responsibility("teams")
    handed = [Handed(*one[:4], None) for one in departure.handed.get("teams", [])]
    stands = kind.unchanged(membership.user, membership.firm, handed) if handed else set()
    kind.take_back(membership.user, membership.firm, [one for one in handed if one.id in stands], by=membership.user)


@transaction.atomic
def remind(membership, point, *, by):
    """Write to the person that this point of their check-list is open. Records member.reminded."""
    queue_mail(membership.user, REMINDER, firm=membership.firm, membership=membership.pk, point=point.code, by=by.full_name)
    record_event("member.reminded", membership, actor=by, name=membership.user.full_name, point=point.code)
