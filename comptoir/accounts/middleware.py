import time
import zoneinfo

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, logout
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from comptoir.kernel.addresses import client_address

TOUCH_EVERY_SECONDS = 10 * 60
AGENT_LENGTH = 300


class PersonOfSession:
    """Spares the query for the person, who came with the session's row. Whatever is not plain is left to Django: it asks, and ends the session if need be."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        person = session.person if SESSION_KEY in session else None
        if person and person.is_active and str(person.pk) == session[SESSION_KEY] and is_still_theirs(session, person):
            request._cached_user = person
        return self.get_response(request)


def is_still_theirs(session, person):
    """What Django checks: the way of signing in still exists, and the password is the one that opened the session."""
    known = session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    return known and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())


class IdleSessions:
    """Ends a session an hour after its last use and twelve hours after its beginning.

    At the sign-in, then at most once in ten minutes, the session notes when, from where and with which browser it was used.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if SESSION_KEY in request.session:
            self.look_at(request)
        response = self.get_response(request)
        if SESSION_KEY in request.session and "seen" not in request.session:
            note_use(request)
        return response

    @staticmethod
    def look_at(request):
        now, session = int(time.time()), request.session
        idle, age = now - session.get("seen", now), now - session.get("since", now)
        if has_ended(idle, age):
            logout(request)
        elif idle > TOUCH_EVERY_SECONDS or "seen" not in session:
            note_use(request)


def has_ended(idle, age):
    """Whether a session unused for `idle` seconds and `age` seconds old is over (promise C2)."""
    return idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_COOKIE_AGE


def note_use(request):
    now, agent = int(time.time()), request.headers.get("User-Agent", "")
    since = request.session.get("since", now)
    request.session.update({"seen": now, "since": since, "address": client_address(request), "agent": agent[:AGENT_LENGTH]})


class PersonalLanguage:
    """Speaks the person's language in the person's time zone; to visitors, the one they chose, else French."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.languages = {code for code, _ in settings.LANGUAGES}

    def __call__(self, request):
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if request.user.is_authenticated:
            language = request.user.language
            timezone.activate(zone(request.user.time_zone))
        request.LANGUAGE_CODE = language if language in self.languages else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        timezone.deactivate()
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def zone(name):
    """The IANA zone of that name; Paris for a name that no longer exists."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
