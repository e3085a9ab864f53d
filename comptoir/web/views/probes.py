"""What machines ask: alive, ready, whom to tell about a hole."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.transports.models import Heartbeat

WORKER_ALIVE_WITHIN = timedelta(seconds=20)
QUEUE_MAY_WAIT = timedelta(minutes=5)


def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request):
    """200 when the database answers, a worker beats and no event has waited for more than five minutes; else 503 with what is wrong."""
    state = health()
    return JsonResponse(state, status=200 if state["ready"] else 503)


def health():
    try:
        beat = Heartbeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
        oldest = Event.objects.pending().order_by("id").values_list("occurred_at", flat=True).first()
    except DatabaseError:
        return {"ready": False, "database": False}
    now = timezone.now()
    worker = bool(beat and now - beat < WORKER_ALIVE_WITHIN)
    queue_age = round((now - oldest).total_seconds(), 1) if oldest else 0
    return {"ready": worker and queue_age < QUEUE_MAY_WAIT.total_seconds(), "database": True, "worker": worker, "queue_age_seconds": queue_age}


def security_txt(request):
    """RFC 9116."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [f"Contact: mailto:securite@{settings.MAIL_FROM.rpartition('@')[2]}", f"Expires: {expires}", f"Preferred-Languages: {languages}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
