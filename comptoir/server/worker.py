"""The worker: drains events, sends deliveries, runs imports. As many as wanted on PostgreSQL; one on SQLite.

Everything it does is claimed in rows, so a worker that dies loses nothing: another one, or the same one later, goes on.
"""

import logging
import os
import socket
import threading
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from comptoir.accounts.models import Session
from comptoir.api.idempotency import forget_old_answers
from comptoir.away.actions import open_absences, settle_absences
from comptoir.billing.actions import forget_removed_cards, make_due_papers
from comptoir.conversations.actions import forget_old_drafts
from comptoir.conversations.actions.escalate import escalate_due
from comptoir.conversations.actions.incoming import forget_incoming
from comptoir.conversations.actions.review import review_coverage
from comptoir.events.outbox import drain
from comptoir.hosting.actions import delete_due_firms, forget_old_exports, make_waiting_exports
from comptoir.imports.actions import run_waiting_imports
from comptoir.invitations.actions.ending import look_after
from comptoir.kernel.hub import hub
from comptoir.links.actions import forget_uses
from comptoir.portal.domains import check_domains
from comptoir.requests.actions import remind_due
from comptoir.security.actions import forget_devices
from comptoir.staffing.actions import carry_out_due
from comptoir.transports.actions import send_due
from comptoir.transports.devices import forget_gone_devices
from comptoir.transports.email import outlet
from comptoir.transports.imap import Inlet
from comptoir.transports.models import Heartbeat
from comptoir.transports.pushing import push_due
from comptoir.transports.sms.outlets import sms_outlet
from comptoir.transports.texting import text_due
from comptoir.transports.together import send_together

logger = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 1.0
BEAT_EVERY = timedelta(seconds=5)
TIDY_EVERY = timedelta(hours=1)
REMIND_EVERY = timedelta(minutes=1)
ALIVE_WITHIN = timedelta(seconds=20)


class Worker:
    """One thread per kind of work, so that a slow mail server or a long import keeps no bell waiting."""

    def __init__(self):
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = threading.Event()
        self.outlet, self.sms_outlet = outlet(), sms_outlet()
        self.inlet = Inlet(settings.IMAP, settings.IMAP_SECONDS)
        steps = [
            drain, self.send, self.text, push_due, run_waiting_imports, self.inlet.look, self.work_of_absences, self.look_after_invitations,
            self.look_at_domains, self.look_after_payments, self.beat, self.tidy, self.remind,
        ]  # fmt: skip
        self.bells = [threading.Event() for _ in steps]
        self.threads = [
            threading.Thread(target=self.repeat, args=(step, bell), name=f"worker-{number}", daemon=True)
            for number, (step, bell) in enumerate(zip(steps, self.bells, strict=True))
        ]
        self.threads.append(threading.Thread(target=self.listen, name="worker-hub", daemon=True))

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self, timeout=10):
        """Finish what is in hand and end."""
        self.stopping.set()
        for bell in self.bells:
            bell.set()
        for thread in self.threads:
            thread.join(timeout)
        self.outlet.close()
        self.sms_outlet.close()

    def send(self):
        return send_due(self.outlet) + send_together(self.outlet)

    def text(self):
        return text_due(self.sms_outlet)

    def work_of_absences(self):
        """Returns before departures: who comes back and leaves again at once hands over what returned."""
        now = timezone.now()
        return settle_absences(now) + open_absences(now)

    def look_after_invitations(self):
        return look_after(timezone.now())

    def beat(self):
        Heartbeat.objects.update_or_create(name=self.name, defaults={"beat_at": timezone.now()})
        Heartbeat.objects.filter(beat_at__lt=timezone.now() - timedelta(hours=1)).delete()
        self.stopping.wait(BEAT_EVERY.total_seconds())
        return 1

    def tidy(self):
        """Once an hour: what has expired and nobody will ask for again; on Mondays, the dossiers that have nobody."""
        forget_old_answers(timezone.now())
        Session.objects.filter(expire_date__lt=timezone.now()).delete()
        forget_devices(timezone.now())
        forget_gone_devices(timezone.now())
        forget_old_drafts(timezone.now())
        forget_incoming(timezone.now())
        forget_uses(timezone.now())
        forget_old_exports(timezone.now())
        delete_due_firms(timezone.now())
        review_coverage(timezone.now())
        self.stopping.wait(TIDY_EVERY.total_seconds())
        return 1

    def remind(self):
        """Each minute: late questions, due requests, copies that operators asked for, colleagues whose day to move or to leave has come."""
        now = timezone.now()
        if not escalate_due(now) + remind_due(now) + make_waiting_exports(now) + carry_out_due(now):
            self.stopping.wait(REMIND_EVERY.total_seconds())
        return 1

    def look_after_payments(self):
        """Each minute: mandates without their PDF, cards that the provider is to forget."""
        if not make_due_papers() + forget_removed_cards(timezone.now()):
            self.stopping.wait(REMIND_EVERY.total_seconds())
        return 1

    def look_at_domains(self):
        """Each minute: whether firms' own domains lead here."""
        if not check_domains(timezone.now()):
            self.stopping.wait(REMIND_EVERY.total_seconds())
        return 1

    def listen(self):
        """Every signal of the hub may mean work; a step that finds none costs one small query."""
        for names in hub().listen(self.stopping):
            if "events" in names:
                for bell in self.bells:
                    bell.set()

    def repeat(self, step, bell):
        while not self.stopping.is_set():
            close_old_connections()
            if not self.attempt(step):
                bell.wait(LOOK_EVERY_SECONDS)
                bell.clear()
        connection.close()

    def attempt(self, step):
        """How much `step` did; a failure is told, waited out and forgotten, for the rows are still there."""
        try:
            return step()
        except DatabaseError as error:
            logger.warning("The database did not answer; trying again: %s", error)
            connection.close()
        except Exception:
            logger.exception("A step of the worker failed; trying again")
        self.stopping.wait(1)
        return 0


def is_any_worker_alive():
    return Heartbeat.objects.filter(beat_at__gt=timezone.now() - ALIVE_WITHIN).exists()
