"""HTML to the plain text that a person sees: no scripts, forms, styles or hidden words; what is quoted begins with «> ».

Written here and not left to html2text: that writes Markdown («1\\. », «~~»), raises on some entities and takes quadratic time on nested quotes.
The tags are found by looking for their end, each sign once, so that a megabyte of «<a <a <a» costs what a letter costs.
"""

import re
from html import unescape
from urllib.parse import unquote

from .charsets import without_control_signs

MOST_QUOTES = 8
MOST_LINK = 500
MOST_ATTRIBUTES = 4000
# Where Outlook begins to quote; quoting.py takes the line for what it is. No text holds this sign: without_control_signs takes it away.
QUOTE_MARK = "\ue000"
QUOTE_MARKS = re.compile(r"(x_)*(divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|OLK_SRC_BODY_SECTION)")
QUOTE_BOXES = re.compile(r"(yahoo_quoted|yahoo-quoted|ydp\w*yahoo_quoted)")

NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:_-]{0,30})")
TURN = re.compile(r"[>\"']")
ATTRIBUTE = re.compile(r"(?<![\w-])(class|id|style|href|alt|type|hidden|start)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?(?![\w-])", re.IGNORECASE)
HIDDEN = re.compile(
    r"(?<![\w-])(display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?=;|$)|font-size:0(?:px|pt|em|%)?(?=;|$|!)|max-height:0(?:px)?(?=;|$))"
)
HUGE_ENTITY = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
SPACES = re.compile(r"[ \t\n\r\f]+")

UNSEEN = frozenset({"script", "style", "title", "textarea", "noframes", "noembed", "iframe", "xml", "svg", "math", "object", "select", "template", "button"})
EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "html",
    }
    | {"li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tfoot", "tr", "ul"}
)
# Between these and what stands around them, people see an empty line.
SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre"})


def text_of_html(html):
    """What a person sees of `html`, as lines. Never raises; the time is proportional to the length."""
    page = Page()
    for kind, value in pieces(html):
        page.take(kind, value)
    return page.text()


def pieces(html):
    """("text", …) and ("tag", …) in their order; comments and what nobody sees left out."""
    at = 0
    while (begin := html.find("<", at)) >= 0:
        yield "text", html[at:begin]
        at = after_comment(html, begin)
        if at is not None:
            continue
        name = NAME.match(html, begin)
        end = end_of_tag(html, name.end()) if name else -1
        if end < 0:
            at = begin + 1
            yield "text", "<"
            if name:  # it never ends, nor does any tag after it
                break
            continue
        yield "tag", html[begin : end + 1]
        at = after_unseen(html, name[1].lower(), end + 1) if html[begin + 1] != "/" else end + 1
    yield "text", html[at:]


def after_comment(html, begin):
    """Where it goes on after a comment or a declaration that begins here; None when it is neither."""
    if html.startswith("<!--", begin):
        end = html.find("-->", begin + 4)
        return end + 3 if end >= 0 else len(html)
    if html.startswith(("<!", "<?"), begin):
        end = html.find(">", begin)
        return end + 1 if end >= 0 else len(html)
    return None


def end_of_tag(html, at):
    """The place of its «>», which is none within quotes; -1 when there is none."""
    place = at
    while (turn := TURN.search(html, place)) is not None:
        if turn[0] == ">":
            return turn.start()
        place = turn.end()
        if html[max(at, turn.start() - 3) : turn.start()].rstrip().endswith("="):
            close = html.find(turn[0], place)
            if close < 0:  # a quote that never ends: the tag ends as if there were none
                return html.find(">", place)
            place = close + 1
    return -1


def after_unseen(html, name, at):
    """Where it goes on after an element whose words nobody sees."""
    if name not in UNSEEN:
        return at
    end = re.compile(rf"</{name}\b", re.IGNORECASE).search(html, at)
    return end.start() if end else len(html)


def attributes(tag):
    """The attributes that matter here; a name without value is ""."""
    return {found[1].lower(): unescaped(found[2] or found[3] or found[4] or "") for found in ATTRIBUTE.finditer(tag[:MOST_ATTRIBUTES])}


def unescaped(text):
    return unescape(HUGE_ENTITY.sub("\ufffd", text))


class Page:
    """The page as it is written, line by line."""

    def __init__(self):
        self.lines, self.line = [], ""
        self.open, self.quotes = [], 0
        self.lists, self.links = [], []
        self.unseen, self.unseen_depth = "", 0
        self.preformatted = 0

    def take(self, kind, value):
        if kind == "text":
            self.write(value)
            return
        name = NAME.match(value)[1].lower()
        if self.unseen:
            self.within_unseen(name, is_end=value[1] == "/")
        elif value[1] == "/":
            self.close(name)
        else:
            self.begin(name, attributes(value) if "=" in value or "hidden" in value else {})

    def within_unseen(self, name, *, is_end):
        """Hidden until the element ends that hides; a paragraph also ends where the next block begins."""
        if self.unseen == "p" and name in BLOCKS:
            self.unseen = ""
        elif name == self.unseen:
            self.unseen_depth += -1 if is_end else 1
            self.unseen = self.unseen if self.unseen_depth else ""

    def begin(self, name, given):
        if name not in EMPTY and is_hidden(given):
            self.unseen, self.unseen_depth = name, 1
            return
        if name in BLOCKS:
            self.end_line()
        if name in SPACED:
            self.space()
        if name in {"div", "blockquote", "span"}:
            self.open_box(name, given)
        elif (write := getattr(self, f"begin_{name}", None)) is not None:
            write(given)

    def close(self, name):
        if name in {"div", "blockquote", "span"}:
            self.close_box(name)
        elif name in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif name == "a" and self.links:
            self.end_link(*self.links.pop())
        elif name == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        if name in BLOCKS:
            self.end_line()
        if name in SPACED:
            self.space()

    def open_box(self, name, given):
        names = f"{given.get('id', '')} {given.get('class', '')}".split()
        if any(QUOTE_MARKS.fullmatch(one) for one in names):
            self.end_line()
            self.lines.append(QUOTE_MARK)
        is_quote = is_citation(given) if name == "blockquote" else any(QUOTE_BOXES.fullmatch(one) for one in names)
        self.quotes += is_quote
        self.open.append((name, is_quote))

    def close_box(self, name):
        """Boxes that were never closed end with the box around them; an end without a beginning is nothing."""
        if name == "span" and not (self.open and self.open[-1][0] == "span"):
            return
        if self.open and self.open[-1][0] != name and not any(one == name for one, _ in self.open[-20:]):
            return
        self.end_line() if name != "span" else None
        while self.open:
            box, is_quote = self.open.pop()
            self.quotes -= is_quote
            if box == name:
                return

    def begin_br(self, given):
        self.end_line(keeps_empty=True)

    def begin_hr(self, given):
        self.end_line()
        self.line = "_____"
        self.end_line()

    def begin_pre(self, given):
        self.preformatted += 1

    def begin_ul(self, given):
        self.lists.append(None)

    def begin_ol(self, given):
        self.lists.append(int(given["start"]) - 1 if given.get("start", "").isdecimal() and len(given["start"]) < 6 else 0)

    def begin_li(self, given):
        number = self.lists[-1] if self.lists else None
        indent = "  " * min(len(self.lists) - 1, MOST_QUOTES)
        if number is not None:
            self.lists[-1] = number + 1
        self.line = f"{indent}- " if number is None else f"{indent}{number + 1}. "

    def begin_td(self, given):
        if self.line.strip():
            self.line = f"{self.line.rstrip()} | "

    begin_th = begin_td

    def begin_a(self, given):
        self.links.append((given.get("href", "").strip(), len(self.lines), len(self.line)))

    def begin_img(self, given):
        """The pictures that some programs make of «🙂»; other descriptions are not what the person wrote."""
        sign = given.get("alt", "")
        if sign and len(sign) <= 8 and not sign.isascii():
            self.write(sign)

    def end_link(self, target, line, column):
        """Where a link leads, unless its words say so: people must see it to judge it, and only the web and mail are links."""
        label = (self.line[column:] if line == len(self.lines) else self.line).strip()
        shown = unquote(target[7:].partition("?")[0]) if target.lower().startswith("mailto:") else target
        is_link = target.lower().startswith(("http://", "https://", "mailto:")) and len(shown) <= MOST_LINK
        if is_link and label and shown.rstrip("/").lower() not in label.lower() and not label.endswith(shown):
            self.line += f" <{SPACES.sub('', shown)}>"

    def write(self, text):
        if self.unseen or not text:
            return
        text = without_control_signs(unescaped(text))
        if self.preformatted:
            *whole, rest = text.split("\n")
            for line in whole:
                self.line += line
                self.end_line(keeps_empty=True)
            self.line += rest
            return
        text = SPACES.sub(" ", text)
        self.line += text[1:] if text.startswith(" ") and (not self.line or self.line.endswith(" ")) else text

    def end_line(self, keeps_empty=False):
        if self.line.strip() or keeps_empty:
            self.lines.append(self.prefix() + self.line.rstrip())
        self.line = ""

    def space(self):
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self.prefix().rstrip())

    def prefix(self):
        return ">" * min(self.quotes, MOST_QUOTES) + " " if self.quotes > 0 else ""

    def text(self):
        self.end_line()
        return "\n".join(self.lines).strip("\n")


def is_hidden(given):
    style = SPACES.sub("", given.get("style", "")).lower()
    return "hidden" in given or bool(HIDDEN.search(style))


def is_citation(given):
    """A blockquote without a border and without a name is how some programs indent."""
    style = SPACES.sub("", given.get("style", "")).lower()
    return bool(given.get("type") or given.get("class")) or "border:none" not in style
