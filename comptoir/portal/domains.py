"""The verbs of a firm's own domain: registered, shown to lead here, looked at again, removed."""

import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from comptoir.events.recording import record_event
from comptoir.firms.addresses import base_of_host
from comptoir.firms.decisions import read_host
from comptoir.firms.hosts import answer_of, hosts, installation_hosts, path_of
from comptoir.firms.models import Domain
from comptoir.kernel.destinations import Unreachable

# Not a problem of the way there: what was found there is not ours, or the host is another firm's.
OTHER_ANSWER, TAKEN = "other_answer", "taken"


class HostTaken(Exception):
    """Another firm has shown that this host is its own."""


@transaction.atomic
def register_domain(firm, text, *, by):
    """Have `firm` wait for this host; return the Domain. The one before is gone from then on; the same once more changes nothing.

    Raises BadHost, HostTaken. Records domain.registered.
    """
    host = read_host(text, ours=installation_hosts())
    if Domain.objects.verified().filter(host=host).exclude(firm=firm).exists():
        raise HostTaken
    current = Domain.objects.filter(firm=firm, host=host).first()
    if current:
        return current
    words = {"host": host, "token": secrets.token_urlsafe(24), "registered_at": timezone.now(), "registered_by": by}
    nothing_known = {"verified_at": None, "checked_at": None, "problem": "", "failing_since": None}
    domain, _is_new = Domain.objects.update_or_create(firm=firm, defaults=words | nothing_known)
    record_event("domain.registered", firm, actor=by, firm=firm, host=host)
    forget_hosts()
    return domain


@transaction.atomic
def remove_domain(firm, *, by):
    """The firm's clients find it at the installation's address again; return whether there was anything to remove. Records domain.removed."""
    domain = Domain.objects.filter(firm=firm).first()
    if domain is None or not Domain.objects.filter(pk=domain.pk, token=domain.token).delete()[0]:
        return False
    record_event("domain.removed", firm, actor=by, firm=firm, host=domain.host)
    forget_hosts()
    return True


def verify_domain(domain, *, by=None):
    """Ask the host itself, and write down what was found; return the Domain as it is then. Calls somebody else's server: in no transaction.

    A verified domain that fails is forgiven for three days. Records domain.verified and domain.lapsed.
    """
    problem = look_at(domain)
    now = timezone.now()
    if problem:
        note_failure(domain, problem, now, by)
    else:
        note_success(domain, now, by)
    domain.refresh_from_db()
    return domain


def look_at(domain):
    """Why our answer is not found on this host, as a code; "" when it is."""
    from comptoir.kernel.outgoing import Line

    try:
        with Line() as line:
            answer = line.get(base_of_host(domain.host) + path_of(domain.token), headers={"Accept": "text/plain"})
    except Unreachable as trouble:
        return trouble.code
    expected = answer_of(domain.host, domain.token).encode()
    return "" if answer.is_good and constant_time_compare(answer.body.strip(), expected) else OTHER_ANSWER


def note_success(domain, now, by):
    same = Domain.objects.filter(pk=domain.pk, token=domain.token)
    try:
        with transaction.atomic():
            is_new = same.filter(verified_at=None).update(verified_at=now) == 1
            same.update(checked_at=now, problem="", failing_since=None)
            if is_new:
                record_event("domain.verified", domain.firm, actor=by, firm=domain.firm, host=domain.host)
    except IntegrityError:
        same.update(checked_at=now, problem=TAKEN)
    forget_hosts()


@transaction.atomic
def note_failure(domain, problem, now, by):
    same = Domain.objects.filter(pk=domain.pk, token=domain.token)
    same.update(checked_at=now, problem=problem, failing_since=Coalesce("failing_since", Value(now)))
    if same.verified().filter(failing_since__lte=now - Domain.FORGIVEN_FOR).update(verified_at=None, registered_at=now):
        record_event("domain.lapsed", domain.firm, actor=by, firm=domain.firm, host=domain.host, problem=problem)
        forget_hosts()


def check_domains(now, limit=5):
    """Look at those whose turn it is, each by one worker; return how many."""
    due = list(Domain.objects.to_check(now).select_related("firm")[:limit])
    # Taken for as long as a look may take; a worker that dies meanwhile leaves it due again at the next turn.
    mine = [one for one in due if Domain.objects.filter(pk=one.pk, checked_at=one.checked_at).update(checked_at=now + timedelta(seconds=1)) == 1]
    for domain in mine:
        verify_domain(domain)
    return len(mine)


def forget_hosts():
    """At once for this process, and after the commit, for a request may have read the rows of before in between; others look again within ten seconds."""
    hosts.forget()
    transaction.on_commit(hosts.forget)
