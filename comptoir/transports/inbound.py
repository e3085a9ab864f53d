"""Mail that comes in: one message, handed to the readers of `settings.INBOUND_READERS` in order until one says that it is for them."""

import logging

from django.conf import settings
from django.utils.module_loading import import_string

from comptoir.events.origin import Door, coming_from

logger = logging.getLogger(__name__)
# Twenty-five million bytes of files, as mails code them.
MOST_BYTES = 36 * 1024 * 1024
LEFT_ASIDE = "left_aside"


def take_in(source):
    """Do what the mail `source` (bytes) asks for; return what it was, as its reader calls it, or LEFT_ASIDE when it was for none.

    A reader is a function of the source that answers a word, or nothing when the mail is not for it. What is read is never written down.
    """
    # Whoever hands the mail in is a mail server: what follows was done by nobody, from nowhere.
    with coming_from(Door.INSIDE):
        heard = next((word for path in settings.INBOUND_READERS if (word := import_string(path)(source))), LEFT_ASIDE)
    logger.info("Inbound mail of %s bytes: %s", len(source), heard)
    return str(heard)
