"""The lines with which mail programs announce what follows: «Le 3 nov. 2026 à 09:12, Hélène a écrit :», «De : … Objet : …», «Message transféré».

Every expression here is anchored, and tried on a short line only, so that none takes a time that grows faster than the mail.
"""

import re
from functools import cache

from .text import QUOTE_MARK

MOST_OF_LINE = 400
# The library's expressions take a time that grows with the square of the line.
MOST_OF_LIBRARY = 160
# Programs break an announcement over a few lines.
MOST_ANNOUNCING_LINES = 4
MOST_HEADER_LINES = 12
LANGUAGES = ("fr", "en", "nl", "de", "es", "it", "pl", "da", "sv", "cs")

FORWARD = re.compile(
    r"[-_* >]*(d[ée]but du message (r[ée]exp[ée]di[ée]|transf[ée]r[ée])|begin forwarded message|(message|courriel|e-mail) (transf[ée]r[ée]|r[ée]exp[ée]di[ée])"
    r"|forwarded (message|mail|by .{1,80})|weitergeleitete nachricht|anfang der weitergeleiteten (nachricht|e-mail)"
    r"|doorgestuurd bericht|begin doorgestuurd bericht)\s*:?[-_* ]*",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"[-_*\u2010-\u2015 ]{3,}((message|courriel|e-mail|mail) (d[’'´ ]?\s?origine|original|initial)|original (message|e-?mail|appointment)"
    r"|urspr[üu]ngliche nachricht|oorspronkelijk bericht|mensaje original|messaggio originale|(le|on) .{10,200} (a [ée]crit|wrote)) ?:?[-_*\u2010-\u2015 ]{3,}",
    re.IGNORECASE,
)
REPLY_ABOVE = re.compile(
    r"\W*(r[ée]pondez|[ée]crivez|please reply|reply|type your reply) .{0,30}(au-dessus de|above) (cette|this) (ligne|line)\W*", re.IGNORECASE
)
LABEL = re.compile(r"[>*\s]{0,10}([A-Za-zÀ-ÿ'’ -]{1,20}?)[*\s]{0,3}:[*\s]{0,3}.*")
WRITERS = frozenset({"de", "from", "von", "van", "da", "od", "expéditeur"})
MOMENTS = frozenset({"envoyé", "envoyé le", "date", "sent", "gesendet", "datum", "verzonden", "inviato", "data", "enviado", "fecha"})
BEGINNINGS = WRITERS | MOMENTS
SUBJECTS = frozenset({"objet", "sujet", "subject", "betreff", "onderwerp", "oggetto", "asunto", "assunto"})
OTHERS = frozenset(
    {
        "à",
        "a",
        "cc",
        "to",
        "an",
        "kopie",
        "aan",
        "para",
        "cci",
        "bcc",
        "copie à",
        "répondre à",
        "reply-to",
        "importance",
        "priorité",
        "pièces jointes",
        "attachments",
    }
    | {"organisation", "destinataire"}
)
WROTE = re.compile(
    r"(>\s?)*((le|on|am|op|el|il|em|den)\b.{4,360}?\b(a [ée]crit|wrote|schrieb|schreef|escribió|ha scritto|escreveu|skrev)\b[^:]{0,200}"
    r"|.{2,200}\bhat am .{6,60}\bgeschrieben\s?):",
    re.IGNORECASE,
)
# Without a date (Thunderbird of before, some webmails): believed only above lines that are marked.
NAME_WROTE = re.compile(r".{2,200}\b(a [ée]crit|wrote|schrieb|schreef)\s?:", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s@<]{1,64}@[^\s@>]")
TIME = re.compile(r"\b\d{1,2}\s?[:hH.]\s?\d{2}\b")


def hands_on(line):
    """Whether the mail goes on with one that the person hands on."""
    return FORWARD.fullmatch(line[:MOST_OF_LINE]) is not None


def begins_unmarked_quote(lines, place):
    """Whether all that follows is quoted, as Outlook and the webmails write it: without marks."""
    line = lines[place][:MOST_OF_LINE].strip()
    return line == QUOTE_MARK or bool(ORIGINAL.fullmatch(line) or REPLY_ABOVE.fullmatch(line)) or begins_header_block(lines, place)


def begins_header_block(lines, place):
    """«De : … Envoyé : … À : … Objet : …», with a time or an address: a list of journeys has places and days, and perhaps a subject."""
    if label_of(lines[place]) not in BEGINNINGS or (place and label_of(lines[place - 1]) in BEGINNINGS):
        return False
    block = header_block(lines[place : place + MOST_HEADER_LINES])
    labels = {label_of(line) for line in block}
    said = "\n".join(line[:MOST_OF_LINE] for line in block)
    return bool(labels & WRITERS and labels & SUBJECTS and labels & (MOMENTS | OTHERS)) and bool(ADDRESS.search(said) or TIME.search(said))


def header_block(lines):
    """The lines that follow each other with known labels; what a list of recipients breaks into has none."""
    block, unknown = [], 0
    for line in lines:
        unknown = 0 if label_of(line) in WRITERS | MOMENTS | SUBJECTS | OTHERS else unknown + 1
        if unknown > 2 or not line.strip():
            break
        block.append(line)
    return block


def label_of(line):
    found = LABEL.fullmatch(line[:MOST_OF_LINE])
    return found[1].strip().lower() if found else ""


def announcement_length(lines, place):
    """How many lines from here on announce a quote in words; 0 when they do not."""
    said = ""
    for length, line in enumerate(lines[place : place + MOST_ANNOUNCING_LINES], start=1):
        said = f"{said} {line.strip()}".strip()
        if not line.strip() or len(said) > MOST_OF_LINE:
            return 0
        if said.endswith(":"):
            return length if announces(said, is_marked=followed_by_marks(lines, place + length)) else 0
    return 0


def announces(said, *, is_marked):
    """Where no marks follow, only an address proves that a program wrote it: «Le 3 novembre, Paul a écrit :» may be the person's own."""
    if is_marked:
        return bool(WROTE.fullmatch(said) or NAME_WROTE.fullmatch(said) or in_other_words(said))
    return bool(ADDRESS.search(said) and (WROTE.fullmatch(said) or in_other_words(said)))


def in_other_words(said):
    """What mail-parser-reply knows of more languages."""
    return len(said) <= MOST_OF_LIBRARY and known_headers().fullmatch(said) is not None


@cache
def known_headers():
    from mailparser_reply import EmailMessage

    return EmailMessage(text="", languages=list(LANGUAGES)).HEADER_REGEX


def followed_by_marks(lines, place):
    return next((line for line in lines[place : place + 4] if line.strip()), "").startswith(">")
