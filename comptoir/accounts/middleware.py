import time
import zoneinfo

from django.conf import settings
from django.contrib.auth import logout
from django.utils import timezone, translation

TOUCH_EVERY_SECONDS = 10 * 60


class IdleSessions:
    """Ends a session an hour after its last use and twelve hours after its beginning; writes at most once in ten minutes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "_auth_user_id" in request.session:
            self.look_at(request)
        return self.get_response(request)

    @staticmethod
    def look_at(request):
        now, session = int(time.time()), request.session
        idle, age = now - session.get("seen", now), now - session.get("since", now)
        if idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif idle > TOUCH_EVERY_SECONDS or "seen" not in session:
            session.update({"seen": now, "since": session.get("since", now)})


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
