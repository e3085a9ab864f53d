"""What a person wrote, and what their mail program put below, above or between: the mails that they answer, signatures, «Envoyé de mon iPhone».

A line is either kept or folded, so nothing is ever lost. When in doubt a line is kept: too much to read is a nuisance, a sentence that nobody sees is a damage.
"""

import re
from functools import cache
from itertools import count

from .text import QUOTE_MARK

# A line that announces a quote is short, and programs break it over a few lines.
MOST_OF_LINE = 400
MOST_ANNOUNCING_LINES = 4
# More candidates than any mail has; the rest is not looked at.
MOST_CANDIDATES = 200
MOST_SIGNATURE_LINES = 15
LANGUAGES = ["fr", "en", "nl", "de", "es", "it", "pt", "pl", "da", "sv", "cs"]

FORWARD_SUBJECT = re.compile(r"\s*(tr|fwd?|wg|doorst|i|rv|enc)\s*:", re.IGNORECASE)
FORWARD = re.compile(
    r"[-_* >]*(d[ée]but du message (r[ée]exp[ée]di[ée]|transf[ée]r[ée])|begin forwarded message|(message|courriel|e-mail) (transf[ée]r[ée]|r[ée]exp[ée]di[ée])"
    r"|forwarded (message|mail|by .{1,80})"
    r"|weitergeleitete nachricht|anfang der weitergeleiteten (nachricht|e-mail)|doorgestuurd bericht|begin doorgestuurd bericht)\s*:?[-_* ]*",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"[-_*\u2010-\u2015 ]{3,}\s*((message|courriel|e-mail|mail) (d[’'´ ]?\s?origine|original|initial)|original (message|e-?mail|appointment)"
    r"|urspr[üu]ngliche nachricht|oorspronkelijk bericht|mensaje original|messaggio originale)\s*:?\s*[-_*\u2010-\u2015 ]{3,}",
    re.IGNORECASE,
)
REPLY_ABOVE = re.compile(
    r"\W*(r[ée]pondez|[ée]crivez|please reply|reply|type your reply) .{0,30}(au-dessus de|above) (cette|this) (ligne|line)\W*", re.IGNORECASE
)
RULE = re.compile(r"[\s_*=\u2010-\u2015-]{3,}")
SIGNATURE = re.compile(r"--\s?")
LABEL = re.compile(r"[>*\s]{0,10}([A-Za-zÀ-ÿ -]{1,20}?)[*\s]{0,3}:[*\s]{0,3}(.*)")
FROM = frozenset({"de", "from", "von", "van", "da", "od"})
SUBJECT = frozenset({"objet", "sujet", "subject", "betreff", "onderwerp", "oggetto", "asunto", "assunto"})
OTHERS = frozenset(
    {
        "envoyé",
        "date",
        "à",
        "a",
        "cc",
        "sent",
        "to",
        "gesendet",
        "datum",
        "an",
        "kopie",
        "verzonden",
        "aan",
        "inviato",
        "data",
        "para",
        "enviado",
        "fecha",
        "cci",
        "bcc",
    }
    | {
        "copie à",
        "répondre à",
        "reply-to",
        "importance",
        "priorité",
        "pièces jointes",
        "attachments",
        "envoyé le",
        "date d'envoi",
        "expéditeur",
        "organisation",
    }
)
WROTE = re.compile(
    r"(>\s?)*(le|on|am|op|el|il|em|den)\b.{4,360}?\b(a [ée]crit|wrote|schrieb|schreef|escribió|ha scritto|escreveu|skrev)\b[^:]{0,200}:",
    re.IGNORECASE,
)
# Older Thunderbird, Free, some webmails: no date. Believed only above lines that are marked.
NAME_WROTE = re.compile(r".{2,200}\b(a [ée]crit|a écrit ce qui suit|wrote|schrieb|schreef)\s?:", re.IGNORECASE)
MOMENT = re.compile(r"\d{1,2}\s?[:hH.]\s?\d{2}|[^\s@<]+@[^\s@>]+")
PROGRAM = re.compile(
    r"[\s>_*-]*(?:(?:envoy[ée]|exp[ée]di[ée])\s+(?:de(?:puis)?|à\s+partir|avec|via|par|gr[âa]ce)\s+(?:de\s+|d[’']|à\s+)?"
    r"(?:mon|ma|l[’']|la|le|un|outlook|courrier|yahoo|proton|gmail|samsung|iphone|ipad|android|bluemail|orange|sfr|free|zimbra|thunderbird|mail)\b.*"
    r"|(?:obtenir|t[ée]l[ée]charger|obtenez|t[ée]l[ée]chargez)\s+outlook\s+pour\b.*|provenance\s*:\s*courrier\s+pour\b.*"
    r"|sent\s+(?:from|with|via|using)\s+(?:my|proton|outlook|yahoo|mail|the|a|an|samsung|gmail)\b.*|get\s+outlook\s+for\b.*"
    r"|gesendet\s+(?:von|mit)\s+\w+.*|von\s+mein\w+\s+\w+\s+gesendet.*|verstuurd\s+vanaf\s+mijn\b.*|verzonden\s+vanaf\s+mijn\b.*|enviado\s+desde\s+mi\b.*|inviato\s+da(?:l\s+mi)?o?\s*\w+.*"
    r"|(?:garanti\s+)?sans\s+virus\b.*avast.*|l[’']absence\s+de\s+virus\b.*|virus-free\b.*)",
    re.IGNORECASE,
)


def fold_quotes(text, *, forwarded=False):
    """(kept, folded): each line of `text` is in one of them, in its order. `forwarded`: the mail hands another one on, and that is what it says."""
    lines = text.split("\n")
    marks = [line == QUOTE_MARK for line in lines]
    folded = [False] * len(lines) if forwarded else quoted_lines(lines)
    fold_tails(lines, folded, forwarded=forwarded)
    kept = [line for line, is_folded, is_mark in zip(lines, folded, marks, strict=True) if not (is_folded or is_mark)]
    rest = [line for line, is_folded, is_mark in zip(lines, folded, marks, strict=True) if is_folded and not is_mark]
    return tidy(kept), tidy(rest)


def is_forward(subject):
    """Whether a subject says that the mail hands another one on; «Re: TR: …» answers one that did."""
    return FORWARD_SUBJECT.match(subject) is not None


def quoted_lines(lines):
    """For each line whether it is quoted. An answer between or below and above the quoted lines needs them to be understood: there, all is kept."""
    quoted, cut = found_quotes(lines)
    answers = [place for place in range(cut) if lines[place].strip() and not quoted[place] and not is_program(lines[place])]
    marked = [place for place in range(cut) if quoted[place]]
    # What follows a signature's mark is no answer.
    answers = [place for place in answers if not in_signature(lines, place, cut)]
    is_interleaved = bool(marked and answers) and answers[0] < marked[-1] and answers[-1] > marked[0]
    if is_interleaved:
        quoted = [False] * len(lines)
    return [quoted[place] or place >= cut for place in range(len(lines))]


def found_quotes(lines):
    """(for each line whether it is marked as quoted, where a quote without marks begins that goes on to the end)."""
    quoted, candidates, place = [False] * len(lines), count(), 0
    while place < len(lines):
        line = lines[place]
        if line.startswith(">"):
            quoted[place] = True
        elif FORWARD.fullmatch(line[:MOST_OF_LINE]):
            break
        elif next_quote_is_unmarked(lines, place):
            return quoted, with_rules_above(lines, place)
        elif may_announce(line) and next(candidates) < MOST_CANDIDATES and (length := announcing(lines, place)):
            if not followed_by_marks(lines, place + length):
                return quoted, place
            quoted[place : place + length] = [True] * length
            place += length - 1
        place += 1
    return quoted, len(lines)


def next_quote_is_unmarked(lines, place):
    line = lines[place][:MOST_OF_LINE]
    return line == QUOTE_MARK or bool(ORIGINAL.fullmatch(line.strip()) or REPLY_ABOVE.fullmatch(line)) or begins_header_block(lines, place)


def begins_header_block(lines, place):
    """«De : … Envoyé : … À : … Objet : …» in any order that begins with who wrote; a list of places and dates has no subject."""
    label = label_of(lines[place])
    if label not in FROM:
        return False
    labels, gap = set(), 0
    for line in lines[place + 1 : place + 12]:
        found = label_of(line)
        gap = 0 if found in OTHERS or found in SUBJECT else gap + 1
        if gap > 2:  # a list of recipients may go over a line or two
            break
        labels.add(found)
    return bool(labels & SUBJECT) and bool(labels & OTHERS)


def label_of(line):
    found = LABEL.match(line[:MOST_OF_LINE])
    return found[1].strip().lower() if found else ""


def with_rules_above(lines, place):
    while place and (not lines[place - 1].strip() or RULE.fullmatch(lines[place - 1][:MOST_OF_LINE]) or lines[place - 1] == QUOTE_MARK):
        place -= 1
    return place


def may_announce(line):
    """Cheap: most lines are not looked at any further."""
    return bool(line) and len(line) <= MOST_OF_LINE and not line.isspace()


def announcing(lines, place):
    """How many lines from here on say «Le 3 nov. 2026 à 09:12, Hélène a écrit :»; 0 when they do not."""
    said = ""
    for length in range(1, MOST_ANNOUNCING_LINES + 1):
        if place + length > len(lines) or not (line := lines[place + length - 1].strip()):
            return 0
        said = f"{said} {line}".strip()
        if len(said) > MOST_OF_LINE:
            return 0
        if line.endswith(":"):
            return length if announces(said, is_marked=followed_by_marks(lines, place + length)) else 0
    return 0


def announces(said, *, is_marked):
    """Where no mark follows, a moment or an address must prove that no person wrote it."""
    if not is_marked:
        return bool((WROTE.fullmatch(said) or in_other_words(said)) and MOMENT.search(said) and re.search(r"\d", said))
    return bool(WROTE.fullmatch(said) or NAME_WROTE.fullmatch(said) or in_other_words(said))


def in_other_words(said):
    """What mail-parser-reply knows of other languages. Its expressions take a time that grows with the square of the line: this one is short."""
    found = known_headers().match(said)
    return found is not None and found.end() == len(said)


@cache
def known_headers():
    from mailparser_reply import EmailMessage

    return EmailMessage(text="", languages=list(LANGUAGES)).HEADER_REGEX


def followed_by_marks(lines, place):
    following = next((line for line in lines[place : place + 4] if line.strip()), "")
    return following.startswith(">")


def in_signature(lines, place, cut):
    return any(SIGNATURE.fullmatch(lines[at]) for at in range(max(0, place - MOST_SIGNATURE_LINES), min(place + 1, cut)))


def fold_tails(lines, folded, *, forwarded):
    """Fold, at the end of what is kept, the signature below «-- » and what the program says of itself."""
    end = len(lines)
    while end and (folded[end - 1] or not lines[end - 1].strip()):
        end -= 1
    for begin in range(max(0, end - MOST_SIGNATURE_LINES), end):
        if not forwarded and SIGNATURE.fullmatch(lines[begin]) and not any(folded[begin:end]):
            folded[begin:end] = [True] * (end - begin)
            end = begin
            break
    while end and (folded[end - 1] or not lines[end - 1].strip() or is_program(lines[end - 1])):
        end -= 1
        folded[end] = folded[end] or is_program(lines[end])


def is_program(line):
    return len(line) <= MOST_OF_LINE and PROGRAM.fullmatch(line.strip()) is not None


def tidy(lines):
    """Without empty lines around, and with one where there were many."""
    return re.sub(r"\n(?:[^\S\n]*\n){2,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
