"""What whoever is here has shown for a link, and what a signed-in person is asked for before an act (X11). The door writes it down; features ask."""

import time
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm

from .assurance import policy_of, proof_of
from .decisions import Act, Assurance, is_recent, may

GRANTS = "link_grants"
MOST = 50


class ProofMissing(Exception):
    """The firm asks for more than this person, or program, has shown; its text says what."""


def proof_for(request, link):
    """The most that whoever is here has shown for this link: at its door, or by being signed in as the person for whom it was made."""
    shown = granted(request.session, link) if link.is_open(timezone.now()) else Assurance.NONE
    return max(shown, proof_of(request)) if is_theirs(request.user, link) else shown


def ask_for(request, firm, act, *, has_portal=True):
    """None when what is shown in this session suffices for `act` at the firm; else the way to what is missing, which leads back here.

    Visitors sign in; who has a second factor confirms it; who has none adds one on the spot.
    """
    if may(proof_of(request), policy_of(firm), act, has_portal=has_portal):
        return None
    here = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    if not request.user.is_authenticated:
        return to(request, reverse("portal", args=[firm.slug]), here)
    types = set(factors_of(request.user))
    if Authenticator.Type.TOTP in types:
        return to(request, reverse("mfa_reauthenticate"), here)
    return to(request, reverse("mfa_reauthenticate_webauthn" if types else "second_factor_enrolment"), here)


def ask_before_lists(request):
    """For a list of what several firms sent: the way to what one of them asks before it is seen; None when nothing is missing, and for nobody's clients."""
    client_ids = standing_of(request.user).client_ids
    firms = Firm.objects.filter(clients__in=client_ids).distinct() if client_ids else ()
    return next(filter(None, (ask_for(request, firm, Act.SEE) for firm in firms)), None)


def ask_at_door(request, link, act, *, has_portal):
    """For whoever was served: None when what is shown for this link suffices for `act`; else the way to its door, which then asks for that."""
    if may(proof_for(request, link), policy_of(link.firm), act, has_portal=has_portal):
        return None
    return to(request, f"{request.path}?{urlencode({'for': act})}")


def proof_of_token(user):
    """What a token of the API shows: it was made in a confirmed session, so that it stands for all that its person has."""
    return Assurance.ACCOUNT_AND_MFA if factors_of(user) else Assurance.ACCOUNT


def refuse_api(request, firm, act, *, has_portal=True):
    """Nothing when the token suffices for `act` at the firm. Raises ProofMissing."""
    if not may(proof_of_token(request.user), policy_of(firm), act, has_portal=has_portal):
        raise ProofMissing(_("Ce cabinet demande un second facteur pour cela. Ajoutez-en un à votre compte, dans «Sécurité», puis réessayez."))


def factors_of(user):
    """The kinds of second factor that this person has; recovery codes are none of their own."""
    return list(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("type", flat=True))


def is_theirs(user, link):
    """Whether whoever is signed in is the person for whom the link was made."""
    return user.is_authenticated and link.contact.user_id == user.pk


def grant(session, link, proof):
    """Remember what was shown at the door of this link. The session's key changes: one that somebody planted before is worth nothing."""
    held = {key: value for key, value in session.get(GRANTS, {}).items() if is_recent(value[1], time.time())}
    newest = sorted(held.items(), key=lambda item: item[1][1])[-MOST + 1 :]
    session.cycle_key()
    session[GRANTS] = dict(newest) | {str(link.pk): [int(proof), int(time.time())]}


def granted(session, link):
    """What was shown at the door of this link, lately enough."""
    proof, since = session.get(GRANTS, {}).get(str(link.pk), (Assurance.NONE, 0))
    return Assurance(proof) if is_recent(since, time.time()) else Assurance.NONE


def to(request, address, back=""):
    """A redirect, by which a fragment's whole page goes; `back` is where it leads afterwards."""
    target = f"{address}?{urlencode({'next': back})}" if back else address
    return HttpResponseClientRedirect(target) if getattr(request, "htmx", False) else HttpResponseRedirect(target)
