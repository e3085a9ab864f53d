"""What an answer of a push service means for the message and for the device (RFC 8030, section 5). Pure."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _l

LONGEST_WAIT = timedelta(hours=1)
# Addresses that nothing will ever be sent to, however often it is tried.
NEVER = {"inside", "not_https", "unreadable", "credentials_in_url", "redirect"}


class Fate(StrEnum):
    TAKEN = "taken"
    GONE = "gone"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True)
class Verdict:
    """`code` is kept on the device's row; `wait` is what the service asked for, at most an hour."""

    fate: Fate
    code: str = ""
    wait: timedelta = timedelta(0)

    @property
    def sentence(self):
        """For who tries a device."""
        if self.fate is Fate.TAKEN:
            return str(TAKEN)
        return str(GONE if self.fate is Fate.GONE else trouble_sentence(self.code))


TAKEN = _l("Essai envoyé. Il s’affiche sur l’appareil dans un instant.")
GONE = _l("Cet appareil n’accepte plus les notifications ; il est retiré de la liste. Activez-les à nouveau sur l’appareil lui-même.")
NO_ANSWER = _l("Le service de notifications de cet appareil ne répond pas. Comptoir réessaie ; l’e-mail prend le relais après une heure.")
TROUBLES = {
    "too_many": _l("Le service de notifications de cet appareil demande d’attendre. Réessayez dans quelques minutes."),
    "refused": _l("Le service de notifications de cet appareil refuse ce que Comptoir envoie. Retirez l’appareil, puis activez les notifications à nouveau."),
    "unreadable_secret": _l("Les clés de cet appareil ne peuvent plus être lues. Retirez-le, puis activez les notifications à nouveau."),
    "inside": _l("L’adresse de cet appareil mène à l’intérieur du réseau, où Comptoir n’envoie rien."),
    "busy": _l("Un essai est déjà en cours. Attendez sa réponse."),
}


def trouble_sentence(code):
    """What keeps messages from a device, in words, from the code of its row ("refused 403"); "" without one."""
    return str(TROUBLES.get(code.partition(" ")[0], NO_ANSWER)) if code else ""


def verdict_of_answer(status, retry_after, now):
    """The Verdict on an HTTP answer. `now` is aware."""
    if 200 <= status < 300:
        return Verdict(Fate.TAKEN)
    if status in {404, 410}:
        return Verdict(Fate.GONE, f"gone {status}")
    if status == 429 or status >= 500:
        return Verdict(Fate.LATER, "too_many" if status == 429 else f"server_error {status}", asked_wait(retry_after, now))
    return Verdict(Fate.REFUSED, f"refused {status}")


def verdict_of_trouble(code):
    """The Verdict when no answer came (the codes of kernel.destinations.Unreachable)."""
    return Verdict(Fate.REFUSED if code in NEVER else Fate.LATER, code[:30])


def asked_wait(words, now):
    """Retry-After as a time to wait: seconds, or a date (RFC 9110, section 10.2.3). Nothing for what cannot be read."""
    words = words.strip()
    if words.isascii() and words.isdigit():
        return min(timedelta(seconds=int(words[:9])), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(words)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return timedelta(0)
    return max(timedelta(0), min(moment - now, LONGEST_WAIT))
