"""HTML to the plain text that a person sees: no scripts, forms, styles or hidden words; what is quoted begins with «> ».

Written here and not left to html2text: that writes Markdown («1\\. », «~~»), raises on some entities and takes quadratic time on nested quotes.
"""

import re
from itertools import islice
from urllib.parse import unquote

from .charsets import without_control_signs
from .tags import attributes, pieces, unescaped

MOST_TAGS = 60_000
MOST_LINES = 20_000
MOST_SIGNS = 250_000
MOST_QUOTES = 8
MOST_LINK = 500
# Where Outlook begins to quote; announcements.py takes the line for what it is. No text holds this sign: without_control_signs takes it away.
QUOTE_MARK = "\ue000"
QUOTE_MARKS = re.compile(
    r"(?:x_)*(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|OLK_SRC_BODY_SECTION)"
)
QUOTE_BOX = re.compile(r"(?:ydp\w{0,20})?yahoo_quoted")
HIDDEN = re.compile(
    r"(?<![\w-])(?:display:none|visibility:hidden|mso-hide:all|(?:opacity|max-height|font-size):0(?:\.0+)?(?:px|pt|em|%)?(?![\w.]))", re.IGNORECASE
)
SPACES = re.compile(r"[ \t\n\r\f]+")

EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
BOXES = frozenset({"div", "blockquote"})
# Between these and what stands around them, people see an empty line.
SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre"})
BLOCKS = (
    BOXES | SPACED | {"address", "article", "body", "center", "dd", "dl", "dt", "fieldset", "footer", "form", "header", "html", "li", "main", "nav", "section"}
) | {"table", "tbody", "tfoot", "thead", "tr"}


def text_of_html(html):
    """What a person sees of `html`, as lines, and whether that is all of it. Never raises; the time is proportional to the length."""
    page, row = Page(), pieces(html)
    for name, value in islice(row, MOST_TAGS):
        page.take(name, value)
        if page.is_full():
            break
    is_whole = next(row, None) is None
    return page.text(), is_whole


class Page:
    """The page as it is written, line by line."""

    def __init__(self):
        self.lines, self.line, self.signs = [], [], 0
        self.boxes, self.quotes = [], 0
        self.lists, self.links = [], []
        self.unseen, self.unseen_depth = "", 0
        self.preformatted = 0

    def is_full(self):
        return self.signs > MOST_SIGNS or len(self.lines) > MOST_LINES

    def take(self, name, value):
        if self.unseen:
            self.within_unseen(name)
        elif not name:
            self.write(value)
        elif name.startswith("/"):
            self.close(name[1:])
        else:
            self.begin(name, attributes(value) if " " in value or "\n" in value else {})

    def within_unseen(self, name):
        """Hidden until the element ends that hides; a paragraph also ends where the next block begins."""
        if self.unseen == "p" and name.lstrip("/") in BLOCKS:
            self.unseen = ""
        elif name.lstrip("/") == self.unseen:
            self.unseen_depth += -1 if name.startswith("/") else 1
            self.unseen = self.unseen if self.unseen_depth else ""

    def begin(self, name, given):
        if name not in EMPTY and is_hidden(given):
            self.unseen, self.unseen_depth = name, 1
            return
        if name in BLOCKS:
            self.end_line()
        if name in SPACED:
            self.space()
        if name in BOXES:
            self.open_box(name, given)
        elif (write := getattr(self, f"begin_{name}", None)) is not None:
            write(given)

    def close(self, name):
        if name in BLOCKS:
            self.end_line()
        if name in BOXES:
            self.close_box(name)
        elif name in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif name == "a" and self.links:
            self.end_link(*self.links.pop())
        elif name == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        if name in SPACED:
            self.space()

    def open_box(self, name, given):
        names = f"{given.get('id', '')} {given.get('class', '')}".split()
        if any(QUOTE_MARKS.fullmatch(one) for one in names):
            self.lines.append(QUOTE_MARK)
        is_quote = is_citation(given) if name == "blockquote" else any(QUOTE_BOX.match(one) for one in names)
        self.quotes += is_quote
        self.boxes.append((name, is_quote))

    def close_box(self, name):
        """Boxes that were never closed end with the box around them; an end without a beginning is nothing."""
        if not any(box == name for box, _ in self.boxes[-20:]):
            return
        box = ""
        while box != name:
            box, is_quote = self.boxes.pop()
            self.quotes -= is_quote

    def begin_br(self, given):
        self.end_line(keeps_empty=True)

    def begin_hr(self, given):
        self.end_line()
        self.lines.append(f"{self.prefix()}_____")

    def begin_pre(self, given):
        self.preformatted += 1

    def begin_ul(self, given):
        self.lists.append(None)

    def begin_ol(self, given):
        start = given.get("start", "")
        self.lists.append(int(start) - 1 if start.isascii() and start.isdigit() and len(start) < 6 else 0)

    def begin_li(self, given):
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        indent = "  " * min(len(self.lists) - 1, MOST_QUOTES)
        self.put(f"{indent}- " if number is None else f"{indent}{number + 1}. ")

    def begin_td(self, given):
        if self.line and not self.ends_with_space():
            self.put(" | ")

    begin_th = begin_td

    def begin_a(self, given):
        self.links.append((given.get("href", "").strip(), len(self.lines), len(self.line)))

    def begin_img(self, given):
        """The pictures that some programs make of «🙂»; other descriptions are not what the person wrote."""
        sign = given.get("alt", "")
        if len(sign) <= 8 and not sign.isascii():
            self.write(sign)

    def end_link(self, target, line, place):
        """Where a link leads, unless its words say so: people must see it to judge it. Only the web and mail are links."""
        label = "".join(self.line[place : place + 50]).strip() if line == len(self.lines) else ""
        is_mail = target.lower().startswith("mailto:")
        shown = unquote(target[7:].partition("?")[0]) if is_mail else target
        if label and len(shown) <= MOST_LINK and (is_mail or target.lower().startswith(("http://", "https://"))) and not says(label, shown):
            self.put(f" <{SPACES.sub('', without_control_signs(shown))}>")

    def write(self, text):
        text = without_control_signs(unescaped(text))
        if not self.preformatted:
            text = SPACES.sub(" ", text)
            self.put(text[1:] if text.startswith(" ") and (not self.line or self.ends_with_space()) else text)
            return
        *whole, rest = text.split("\n")
        for line in whole:
            self.put(line)
            self.end_line(keeps_empty=True)
        self.put(rest)

    def put(self, text):
        if text:
            self.line.append(text)
            self.signs += len(text)

    def ends_with_space(self):
        return self.line[-1].endswith(" ")

    def end_line(self, keeps_empty=False):
        line = "".join(self.line).rstrip()
        if line or keeps_empty:
            self.lines.append(self.prefix() + line)
        self.line = []

    def space(self):
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self.prefix().rstrip())

    def prefix(self):
        return ">" * min(self.quotes, MOST_QUOTES) + " " if self.quotes > 0 else ""

    def text(self):
        self.end_line()
        return "\n".join(self.lines).strip("\n")


def is_hidden(given):
    return "hidden" in given or bool(HIDDEN.search(SPACES.sub("", given.get("style", ""))))


def is_citation(given):
    """A blockquote without a border and without a name is how some programs indent."""
    return bool(given.get("type") or given.get("class")) or "border:none" not in SPACES.sub("", given.get("style", "")).lower()


def says(label, target):
    """Whether the words of a link are the address to which it leads, perhaps without its beginning or its last «/»."""
    shown = target.lower().rstrip("/")
    return label.lower().rstrip("/") in {shown, shown.partition("://")[2], shown.partition("://")[2].removeprefix("www.")}
