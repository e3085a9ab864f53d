"""What a mail server writes when a mail did not arrive, read into values (RFC 3464, and the notices of before it).

Nothing here believes what it reads: whether the mail was ours, and to whom, is asked of the rows (hearing.py).
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from itertools import islice

from comptoir.kernel.emails import with_ascii_domain
from comptoir.kernel.tokens import digest

from .smtp_words import verdict_on

# A notice is short and says what matters first; who sends more has something else in mind.
MOST_BYTES = 1024 * 1024
MOST_IDS = 50
MOST_REPORTS = 50
MOST_TEXT = 64 * 1024
MOST_WORDS = 300
MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
KIND_OF_WORDS = re.compile(r"^[\w-]+\s*;\s*")
XTEXT = re.compile(r"\+([0-9A-F]{2})")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,190}")
# Names under which mail servers write.
SERVERS = frozenset({"mailer-daemon", "mail-daemon", "postmaster"})
# Where a notice without structure begins to quote the mail that did not arrive.
QUOTED = re.compile(r"^(-{3,}.*|>?[ \t]*(return-path|received|message-id|from|to|subject)[ \t]*:.*)$", re.IGNORECASE | re.MULTILINE)
CODE = re.compile(r"(?<![\d.])([45])(?:\.\d{1,3}\.\d{1,3}|\d\d)(?!\.?\d)")


@dataclass(frozen=True)
class Report:
    """What became of the mail for one recipient. `addresses`: the one that we wrote to, and what it became on its way."""

    addresses: frozenset
    action: str
    status: str
    words: str

    @property
    def verdict(self):
        return verdict_on(self.action, self.status, self.words)


@dataclass(frozen=True)
class Bounce:
    """One notice. `identity` is the same for its copies; `message_ids` are those of the mail that it may speak of, the likeliest first."""

    identity: str
    message_ids: tuple
    reports: tuple

    def about(self, address):
        """The report on `address`, the worst where there are several; None when there is none."""
        theirs = [report for report in self.reports if address in report.addresses]
        return max(theirs, key=lambda report: report.verdict, default=None)


def read_bounce(source):
    """The Bounce that the mail `source` (bytes) is, or None: an answer, a receipt of reading, an absence (RFC 3834), anything else."""
    try:
        message = message_from_bytes(source[:MOST_BYTES])
        reports = tuple(islice(reports_of(message), MOST_REPORTS))
        ids = tuple(dict.fromkeys(islice(possible_ids(message), MOST_IDS))) if reports else ()
    except RecursionError:  # parts in parts in parts
        return None
    return Bounce(digest(header(message, "Message-ID") or source.decode("latin-1")), ids, reports) if reports else None


def reports_of(message):
    status = status_part(message)
    return plain_reports(message) if status is None else structured_reports(status, text_of(message))


def status_part(message):
    """The machine-readable part. A notice that was forwarded as an attachment (message/rfc822) is somebody else's news, so nothing is sought there."""
    if message.get_content_type() == "message/delivery-status":
        return message
    if message.get_content_maintype() != "multipart" or not message.is_multipart():
        return None
    return next((found for found in map(status_part, message.get_payload()) if found is not None), None)


def structured_reports(part, said):
    """Its blocks of fields, but the first, which speaks of the whole; some servers forget the empty line between them."""
    blocks = part.get_payload() if part.is_multipart() else []
    return (report for report in (report_of(block, said) for block in blocks) if report.addresses)


def report_of(block, said):
    written = [header(block, name) for name in ("Final-Recipient", "Original-Recipient", "X-Actual-Recipient")]
    addresses = frozenset(address for text in written for address in addresses_of(text))
    return Report(
        addresses=addresses,
        action=header(block, "Action").lower().partition(" ")[0],
        status=header(block, "Status").partition(" ")[0],
        words=KIND_OF_WORDS.sub("", header(block, "Diagnostic-Code")) or said_after(addresses, said) or header(block, "Status"),
    )


def addresses_of(field):
    """«rfc822; <Helene@example.com>» → {"helene@example.com"}; what RFC 3461 wrote as «+2B» both ways."""
    address = field.rpartition(";")[2].partition("(")[0].strip(' <>"')
    if "@" not in address:
        return set()
    return {with_ascii_domain(one) for one in (address, XTEXT.sub(lambda found: chr(int(found[1], 16)), address))}


def plain_reports(message):
    """What a notice without the standard parts says: only who writes as a server, names who was not reached and says why is believed."""
    failed = header(message, "X-Failed-Recipients")
    sender = ADDRESS.search(header(message, "From"))
    is_server = bool(failed) or (sender is not None and sender[0].lower().partition("@")[0] in SERVERS)
    if not is_server or message.get_content_type() == "multipart/report":
        return []
    said = QUOTED.split(text_of(message), maxsplit=1)[0]
    code = CODE.search(said)
    if code is None and not failed:
        return []
    status = f"{code[1]}.0.0" if code else "5.0.0"
    addresses = frozenset(with_ascii_domain(one.strip(".")) for one in ADDRESS.findall(failed or said)[:MOST_REPORTS])
    return [Report(addresses, "failed", status, said_about(said, code, addresses))] if addresses else []


def said_about(text, code, addresses):
    """The server's words: from the line that holds the code on, else what follows an address that failed."""
    return one_line(text[text.rfind("\n", 0, code.start()) + 1 :]) if code else said_after(addresses, text) or one_line(text)


def said_after(addresses, text):
    return next((words for address in sorted(addresses) if (words := one_line(text.partition(address)[2].lstrip(" >:\n")))), "")


def possible_ids(message):
    """Every Message-ID that the notice names: first in the mail that it returns, then in its own headers, last in its text."""
    for part in message.walk():
        if part is not message and header(part, "Message-ID"):
            yield from MESSAGE_ID.findall(header(part, "Message-ID"))
        if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
            yield from MESSAGE_ID.findall(header(message_from_string(raw_text(part)), "Message-ID"))
    for name in ("X-Original-Message-ID", "In-Reply-To", "References"):
        yield from MESSAGE_ID.findall(header(message, name))
    for line in re.findall(r"^[> \t]*message-id:(.{3,300})$", text_of(message), re.IGNORECASE | re.MULTILINE):
        yield from MESSAGE_ID.findall(line)


def text_of(message):
    """The first part that people read."""
    return next((raw_text(part) for part in message.walk() if part.get_content_type() == "text/plain"), "")


def raw_text(part):
    return (part.get_payload(decode=True) or b"")[:MOST_TEXT].decode("utf-8", "replace").replace("\r\n", "\n")


def header(message, name):
    """A header on one line, whatever bytes it has; "" where there is none."""
    return one_line(str(message.get(name, "")))


def one_line(text):
    """At most three hundred characters that every database and page takes."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * MOST_WORDS])
    return " ".join(plain.split())[:MOST_WORDS]
