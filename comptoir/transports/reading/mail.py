"""The entry: bytes of a mail to a ReadMail."""

from dataclasses import dataclass, field
from mimetypes import guess_type

from .automatic import automatic_reason
from .charsets import without_control_signs
from .files import clean_name, told_apart
from .parts import MOST_DEPTH, MOST_PARTS, part_at, places_in
from .quoting import fold_quotes, is_forward
from .tnef import BrokenTnef, read_tnef
from .values import MailFile, Problem, ReadMail, UnreadableMail
from .words import Words, best_of

MOST_BYTES = 40 * 1024 * 1024
# What people read in a conversation, in characters; what is longer is there in full as a file.
MOST_TEXT = 200_000
# Of all that could be text, in bytes; the parts after it are files.
MOST_LOOKED_AT = 4 * 1024 * 1024
# An image of fewer bytes has a point or two: it is there to see who opens the mail.
LEAST_IMAGE = 100
KNOWN_FIELDS = ("from", "sender", "to", "subject", "date", "message-id", "received", "return-path", "mime-version", "content-type")
SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys"})
ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
OUTLOOK = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
# What servers say of mails, for programs.
FOR_PROGRAMS = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers", "message/feedback-report"})


@dataclass
class Gathered:
    """What was found so far, in the order of the mail."""

    files: list = field(default_factory=list)
    problems: dict = field(default_factory=dict)
    parts: int = 0
    looked_at: int = 0
    # What a winmail.dat says; Outlook sends the same words beside it, and sometimes does not.
    outlook_text: str = ""

    def tell(self, problem):
        self.problems[problem] = True

    def add(self, name, content, media_type):
        self.files.append(MailFile(clean_name(name, media_type), content, media_type))


def read_mail(source):
    """The ReadMail that `source` (bytes) is. Raises UnreadableMail for what is no mail at all, and nothing else, whatever the bytes."""
    gathered = Gathered()
    if len(source) > MOST_BYTES:
        source = source[:MOST_BYTES]
        gathered.tell(Problem.TOO_LARGE)
    mail, is_large = part_at(source, 0, len(source))
    if not mail.fields.has(*KNOWN_FIELDS):
        raise UnreadableMail
    if is_large:
        gathered.tell(Problem.HEADER_TOO_LARGE)
    subject = mail.fields.shown("subject")
    text, quoted = folded(readable(texts_of(mail, gathered, 0), gathered), mail.fields, subject)
    return as_read(mail.fields, subject, text, quoted, gathered)


def folded(text, fields, subject):
    """(what the person wrote, what they quote). A mail that answers nothing and would have no words of its own hands another one on."""
    kept, rest = fold_quotes(text, forwarded=is_forward(subject))
    if not kept and not fields.has("in-reply-to", "references"):
        return fold_quotes(text, forwarded=True)
    return kept, rest


def as_read(fields, subject, text, quoted, gathered):
    name, address = fields.sender()
    names = told_apart([file.name for file in gathered.files])
    return ReadMail(
        message_id=next(iter(fields.ids("message-id")), ""),
        in_reply_to=next(iter(fields.ids("in-reply-to")), ""),
        references=fields.ids("references"),
        sender_name=name,
        sender_address=address,
        recipients=fields.recipients(),
        subject=subject,
        text=text,
        quoted=quoted,
        files=tuple(MailFile(name, file.content, file.media_type) for name, file in zip(names, gathered.files, strict=True)),
        automatic=automatic_reason(fields, sender=address, subject=subject),
        problems=tuple(gathered.problems),
    )


def texts_of(part, gathered, depth):
    """The parts that hold the person's words; all other parts become files on the way."""
    if not part.is_multipart:
        return leaf(part, gathered)
    places = list(children_of(part, gathered))
    if not places or depth >= MOST_DEPTH:
        gathered.tell(Problem.TOO_DEEP if places else Problem.UNREADABLE_PART)
        gathered.add("message.eml", part.whole(), "message/rfc822")
        return []
    found = [texts_of(child, gathered, depth + 1) for child in places]
    if part.media_type == "multipart/alternative":
        return best_of(found)
    return [text for texts in found for text in texts]


def children_of(part, gathered):
    for begin, end in places_in(part):
        gathered.parts += 1
        if gathered.parts > MOST_PARTS:
            gathered.tell(Problem.TOO_MANY_PARTS)
            return
        child, is_large = part_at(part.source, begin, end)
        if is_large:
            gathered.tell(Problem.HEADER_TOO_LARGE)
        yield child


def leaf(part, gathered):
    """[its Words] when people read it in the mail itself; [] when it became a file, or nothing."""
    if part.media_type in SIGNATURES or part.media_type in FOR_PROGRAMS:
        return []
    if is_read_at_once(part) and gathered.looked_at < MOST_LOOKED_AT:
        gathered.looked_at += part.end - part.start
        return [Words(part)]
    if part.media_type in OUTLOOK or part.file_name.lower() == "winmail.dat":
        keep_outlook_files(part, gathered)
    else:
        keep_file(part, gathered)
    return []


def is_read_at_once(part):
    return part.media_type in {"text/plain", "text/html"} and part.disposition != "attachment" and not part.file_name


def keep_file(part, gathered):
    """The file that the part is, or nothing for the point that tells who opens the mail."""
    content, is_whole = part.content()
    if not is_whole:
        gathered.tell(Problem.UNREADABLE_PART)
    if part.media_type in ENCRYPTED:
        gathered.tell(Problem.ENCRYPTED)
    if not (part.media_type.startswith("image/") and len(content) < LEAST_IMAGE):
        gathered.add(part.file_name or own_name(part, content), content, part.media_type)


def own_name(part, content):
    """What to call a file without a name: a forwarded mail by its subject."""
    if part.media_type == "message/rfc822":
        forwarded, _ = part_at(content, 0, len(content))
        return f"{forwarded.fields.shown('subject').replace('/', '-')[:80] or 'message'}.eml"
    return "invitation.ics" if part.media_type == "text/calendar" else ""


def keep_outlook_files(part, gathered):
    """What is in a winmail.dat; a broken one is a file like any other."""
    content, _ = part.content()
    try:
        text, files = read_tnef(content)
    except BrokenTnef:
        gathered.tell(Problem.UNREADABLE_PART)
        gathered.add("winmail.dat", content, "application/ms-tnef")
        return
    gathered.outlook_text = gathered.outlook_text or text
    for name, inner in files:
        gathered.add(name, inner, guess_type(name)[0] or "application/octet-stream")


def readable(texts, gathered):
    """The person's words as one text; what is longer than people read becomes files as well, as it came."""
    text = "\n\n".join(words.text.strip("\n") for words in texts)
    text = text if text.strip() else without_control_signs(gathered.outlook_text)
    if len(text) > MOST_TEXT or not all(words.is_whole for words in texts):
        gathered.tell(Problem.TOO_LARGE)
        for words in texts:
            gathered.add("message.html" if words.is_html else "message.txt", words.part.content()[0], words.part.media_type)
    return text[:MOST_TEXT]
