"""The parts that people read in the mail itself, as text."""

from functools import cached_property

from .charsets import as_text, without_control_signs
from .flowed import is_wrapped, unflowed
from .text import text_of_html

# So much of one part is looked at, in bytes.
MOST_PLAIN = 1_000_000
MOST_HTML = 1_500_000


class Words:
    """Such a part, read once it is asked for."""

    def __init__(self, part):
        self.part, self.is_html = part, part.media_type == "text/html"

    @property
    def text(self):
        return self.read[0]

    @property
    def is_whole(self):
        """Whether `text` is all that the part says."""
        return self.read[1]

    @cached_property
    def read(self):
        content, _ = self.part.content()
        start = up_to_a_line(content, MOST_HTML if self.is_html else MOST_PLAIN)
        text = as_text(start, self.part.parameter("charset"))
        text, is_whole = text_of_html(text) if self.is_html else (self.plain(text), True)
        return text, is_whole and len(start) == len(content)

    def plain(self, text):
        text = without_control_signs(text)
        is_flowed = self.part.parameter("format").lower() == "flowed"
        return unflowed(text, joins_words=self.part.parameter("delsp").lower() == "yes") if is_flowed else text


def up_to_a_line(content, most):
    """At most `most` bytes, to the end of a line: half a letter would make another charset of the whole."""
    if len(content) <= most:
        return content
    return content[: content.rfind(b"\n", 0, most) + 1 or most]


def best_of(alternatives):
    """Of lists of Words, the plain one unless it says nothing or was broken at a width; then the last, which is the richest (RFC 2046, 5.1.4)."""
    plain = (texts for texts in alternatives if all(not words.is_html for words in texts) and has_words(texts))
    as_written = (texts for texts in plain if not any(is_wrapped(words.text) for words in texts))
    return next(as_written, None) or next((texts for texts in reversed(alternatives) if has_words(texts)), [])


def has_words(texts):
    return any(words.text.strip() for words in texts)
