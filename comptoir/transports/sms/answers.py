"""What providers' answers and silences mean, in words that a person reads."""

from contextlib import contextmanager

from django.utils.translation import gettext as _

from comptoir.kernel.destinations import Unreachable

from ..email import NotNow


@contextmanager
def calling():
    """An open line to a provider, whose silence is NotNow."""
    from comptoir.kernel.outgoing import Line  # where it is used: most processes send no SMS

    try:
        with Line() as line:
            yield line
    except Unreachable as trouble:
        raise NotNow(_("Le service de SMS ne répond pas (%(code)s).") % {"code": trouble.code}) from None


def words_of(status, words):
    """The provider's own words, or what its status says."""
    words = " ".join(words.split())
    if words:
        return _("Le service de SMS a répondu : %(words)s") % {"words": words[:200]}
    return _("Le service de SMS a répondu %(status)s.") % {"status": status}
