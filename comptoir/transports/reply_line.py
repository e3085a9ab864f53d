"""The line of a mail above which its answer is written. Whatever stands below it was not written by who answers, however their mail program quotes."""

import re

from django.utils.translation import gettext as _

REPLY_LINE = re.compile(r"^[^\n]*##-[^\n#]{3,120}-##[^\n]*$", re.MULTILINE)


def reply_line():
    """In the active language, in signs that are the same in all: «##- Répondez au-dessus de cette ligne -##»."""
    return f"##- {_('Répondez au-dessus de cette ligne')} -##"


def split_at_line(text, quoted):
    """(what was written, what was quoted): the first such line in `text` and all below it belong to what was quoted."""
    found = REPLY_LINE.search(text)
    if found is None:
        return text, quoted
    return text[: found.start()].rstrip(), "\n".join(filter(None, [text[found.start() :].strip(), quoted]))
