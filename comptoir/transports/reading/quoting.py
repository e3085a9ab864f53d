"""What a person wrote, and what their mail program put below, above or between: the mails that they answer, signatures, «Envoyé de mon iPhone».

A line is either kept or folded, so nothing is ever lost. When in doubt a line is kept: too much to read is a nuisance, a sentence that nobody sees is a damage.
"""

import re

from .announcements import MOST_OF_LINE, announcement_length, begins_unmarked_quote, followed_by_marks, hands_on
from .text import QUOTE_MARK

MOST_SIGNATURE_LINES = 15
FORWARD_SUBJECT = re.compile(r"\s*(tr|fwd?|wg|doorst|i|rv|enc)\s*:", re.IGNORECASE)
RULE = re.compile(r"[\s_*=\u2010-\u2015-]{3,}")
SIGNATURE = re.compile(r"--\s?")
# What programs call themselves and what they run on; «Envoyé par la poste» names none and is a person's sentence, as is what goes on after a comma.
PROGRAMS = (
    r"(?:outlook|courrier|e-?mail|mail|yahoo|proton|gmail|bluemail|thunderbird|zimbra|webmail|messagerie|orange|sfr|free|bouygues|application|app|iphone|ipad|ipod|mac|"
    r"smartphone|t[ée]l[ée]phone|mobile|portable|appareil|tablette|galaxy|samsung|android|huawei|xiaomi|oneplus|pixel|fairphone|handy|telefoon|phone|device|blackberry|windows)"
)
PROGRAM = re.compile(
    r"[\s>_*-]{0,20}(?:"
    rf"(?:envoy[ée]e?|exp[ée]di[ée])\s(?:de|depuis|à partir|avec|via|par|gr[âa]ce à)\s(?:de\s|d[’'])?"
    rf"(?:mon\s|ma\s|l[’']|la\s|le\s|un\s|une\s)?\W?{PROGRAMS}\b[^,?!;]{{0,150}}"
    r"|(?:obtenir|obtenez|t[ée]l[ée]charger|t[ée]l[ée]chargez)\s\W?outlook\spour\b.{0,150}|provenance\s?:\scourrier\spour\b.{0,150}"
    rf"|sent\s(?:from|with|via|using)\s(?:my\s|the\s|a\s|an\s)?\W?{PROGRAMS}\b[^,?!;]{{0,150}}|get\s\W?outlook\sfor\b.{{0,150}}"
    rf"|gesendet\s(?:von|mit)\s(?:meinem\s|meiner\s|der\s)?{PROGRAMS}\b[^,?!;]{{0,150}}|von\smeine[mr]\s{PROGRAMS}\sgesendet\W?"
    rf"|(?:verstuurd|verzonden)\svan(?:af|uit)?\smijn\s{PROGRAMS}\b[^,?!;]{{0,80}}|enviado\sdesde\smi\s{PROGRAMS}\b[^,?!;]{{0,80}}|inviato\sda(?:l\smio)?\s{PROGRAMS}\b[^,?!;]{{0,80}}"
    r"|(?:garanti\s)?sans\svirus\b.{0,40}avast.{0,80}|l[’']absence\sde\svirus\sdans\s.{0,200}|virus-free\b.{0,80}"
    r")",
    re.IGNORECASE,
)


def fold_quotes(text, *, forwarded=False):
    """(kept, folded): each line of `text` is in one of them, in its order. `forwarded`: the mail hands another one on, and that is what it says."""
    lines = text.split("\n")
    folded = [False] * len(lines) if forwarded else quoted_lines(lines)
    if not forwarded:
        fold_signature(lines, folded)
    fold_program_lines(lines, folded)
    for place in range(1, len(lines)):  # an empty line goes with what is above it
        folded[place] = folded[place] if lines[place].strip() else folded[place - 1]
    return tidy(lines, folded, False), tidy(lines, folded, True)


def is_forward(subject):
    """Whether a subject says that the mail hands another one on; «Re: TR: …» answers one that did."""
    return FORWARD_SUBJECT.match(subject) is not None


def quoted_lines(lines):
    """For each line whether it is quoted. Answers between quoted lines need them to be understood: there all is kept."""
    quoted, cut = found_quotes(lines)
    marked = [place for place in range(cut) if quoted[place]]
    if marked and any(marked[0] < place < marked[-1] for place in answers_among(lines, quoted, cut)):
        quoted = [False] * len(lines)
    return [quoted[place] or place >= cut for place in range(len(lines))]


def answers_among(lines, quoted, cut):
    """The places of the person's own words: what follows a signature's mark, and what a program says of itself, is none."""
    places, since_signature = [], MOST_SIGNATURE_LINES
    for place in range(cut):
        since_signature = 0 if SIGNATURE.fullmatch(lines[place]) else since_signature + 1
        if lines[place].strip() and not quoted[place] and since_signature >= MOST_SIGNATURE_LINES and not is_program(lines[place]):
            places.append(place)
    return places


def found_quotes(lines):
    """(for each line whether it is marked as quoted, where a quote without marks begins that goes on to the end)."""
    quoted, place = [False] * len(lines), 0
    while place < len(lines):
        if lines[place].startswith(">"):
            quoted[place] = True
        elif hands_on(lines[place]):
            break
        elif begins_unmarked_quote(lines, place):
            return quoted, with_rules_above(lines, place)
        elif length := announcement_length(lines, place):
            if not followed_by_marks(lines, place + length):
                return quoted, place
            quoted[place : place + length] = [True] * length
            place += length - 1
        place += 1
    return quoted, len(lines)


def with_rules_above(lines, place):
    while place and (not lines[place - 1].strip() or lines[place - 1] == QUOTE_MARK or RULE.fullmatch(lines[place - 1][:MOST_OF_LINE])):
        place -= 1
    return place


def fold_signature(lines, folded):
    """What stands below «-- » at the end of what is kept."""
    end = end_of_kept(lines, folded)
    for begin in range(max(0, end - MOST_SIGNATURE_LINES), end):
        if SIGNATURE.fullmatch(lines[begin]) and not any(folded[begin:end]):
            folded[begin:end] = [True] * (end - begin)
            return


def fold_program_lines(lines, folded):
    """«Envoyé de mon iPhone» at the end of what is kept; elsewhere it is a person's sentence."""
    for place in range(len(lines) - 1, -1, -1):
        if folded[place] or not lines[place].strip():
            continue
        if not is_program(lines[place]):
            return
        folded[place] = True


def end_of_kept(lines, folded):
    end = len(lines)
    while end and (folded[end - 1] or not lines[end - 1].strip()):
        end -= 1
    return end


def is_program(line):
    return len(line) <= MOST_OF_LINE and PROGRAM.fullmatch(line.strip()) is not None


def tidy(lines, folded, which):
    """Those lines, without empty ones around, and with one where there were many."""
    own = [line.rstrip() for line, is_folded in zip(lines, folded, strict=True) if is_folded is which and line != QUOTE_MARK]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()
