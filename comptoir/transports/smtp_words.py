"""What the codes of mail servers mean for us (RFC 5321, 3463): does the address live, was this mail given up, or is it only late?"""

import re
from enum import IntEnum

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
BASIC = re.compile(r"(?<![\d.])(5[0-5]\d)(?![\d.])")
# Details of RFC 3463 that speak of the address: (class of subject, detail). None: any detail but those of OUR_OWN.
NOBODY_THERE = {("1", None), ("2", "1"), ("4", "1"), ("4", "4")}
# 5.1.7 and 5.1.8 speak of the sender's address: ours.
OUR_OWN = {("1", "7"), ("1", "8")}
SPEAKS_OF_ADDRESS = frozenset({"550", "551", "553"})
# Where a code says nothing precise, the words may: a refusal of us or of what we wrote says nothing of the address.
REFUSES_US = re.compile(
    r"\b(spam\w*|blocked|bl(ac|o)ck ?list\w*|denied|policy|reputation|content|virus|spf|dkim|dmarc|relaying|authenticat\w*|quota|full|too large|size|sender|"
    r"rate|limit\w*)\b",
    re.I,
)
UNKNOWN = re.compile(
    r"no such (user|recipient|mailbox|address|person)|unknown (user|recipient|mailbox|address|local)|"
    r"(user|recipient|mailbox|address|account)\b.{0,60}\b(unknown|not found|does ?n[o’']t (exist|have)|does not (exist|have)|invalid|disabled|no longer)",
    re.I,
)


class Verdict(IntEnum):
    """Of several, the greatest counts."""

    LATE = 0
    GIVEN_UP = 1
    NOBODY_THERE = 2


def verdict_on(action, status, words):
    """The Verdict on one recipient of a delivery status notification.

    A server that gave up after days without an answer (failed, 4.x.x) says that this mail is lost, and nothing of the next one.
    """
    if action not in {"failed", ""} or (not action and not status.startswith("5")) or status.startswith("2"):
        return Verdict.LATE
    return Verdict.NOBODY_THERE if says_nobody_there(words, status) else Verdict.GIVEN_UP


def says_nobody_there(words, status=""):
    """Whether a final refusal speaks of the address, and not of us, of what we wrote or of a mailbox that is full."""
    kind, subject, detail = most_precise(status, words)
    if kind == "4":
        return False
    if subject != "0":
        return (subject, detail) not in OUR_OWN and bool({(subject, detail), (subject, None)} & NOBODY_THERE)
    code = BASIC.search(words)
    if REFUSES_US.search(words):
        return False
    return bool(UNKNOWN.search(words)) or (code[1] in SPEAKS_OF_ADDRESS if code else kind == "5")


def most_precise(status, words):
    """(class, subject, detail) of the code that says most: servers that hand a refusal on write «5.0.0» and quote the real one. Zeros for none."""
    found = [match.groups() for text in (status, words) if (match := ENHANCED.search(text))]
    return next((one for one in found if one[1] != "0"), found[0] if found else ("0", "0", "0"))
