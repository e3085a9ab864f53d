"""HTML as a row of words and tags.

The tags are found by looking for their end, each sign once: a megabyte of «<a <a <a» costs what a letter costs. The html.parser that people have takes
quadratic time there.
"""

import re
from html import unescape

MOST_ATTRIBUTES = 4000
NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:_-]{0,30})")
TURN = re.compile(r"[>\"']")
ATTRIBUTE = re.compile(r"(?<![\w-])(class|id|style|href|alt|type|hidden|start)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?(?![\w-])", re.IGNORECASE)
HUGE_ENTITY = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
# Nobody sees the words in these.
UNSEEN = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in (*("script", "style", "title", "textarea", "noframes", "noembed", "iframe", "xml", "svg", "math", "object", "select", "template", "button"),)
}


def pieces(html):
    """(tag name or "", what stands there) in their order; comments, and words that nobody sees, are left out. The name of an end begins with «/»."""
    at = 0
    while (begin := html.find("<", at)) >= 0:
        if begin > at:
            yield "", html[at:begin]
        if (at := after_comment(html, begin)) is not None:
            continue
        name = NAME.match(html, begin)
        end = end_of_tag(html, name.end()) if name else begin
        if end < 0:  # it never ends, nor does any tag after it
            at = begin
            break
        if name:
            is_end = html[begin + 1] == "/"
            yield f"/{name[1].lower()}" if is_end else name[1].lower(), html[begin : end + 1]
            at = end + 1 if is_end else after_unseen(html, name[1].lower(), end + 1)
        else:
            yield "", "<"
            at = begin + 1
    if at < len(html):
        yield "", html[at:]


def after_comment(html, begin):
    """Where it goes on after a comment or a declaration that begins here; None when it is neither."""
    for start, stop in (("<!--", "-->"), ("<!", ">"), ("<?", ">")):
        if html.startswith(start, begin):
            end = html.find(stop, begin + len(start))
            return end + len(stop) if end >= 0 else len(html)
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
    end = UNSEEN[name].search(html, at)
    return end.start() if end else len(html)


def attributes(tag):
    """The attributes that matter to readers, by their names; a name without value is ""."""
    return {found[1].lower(): unescaped(found[2] or found[3] or found[4] or "") for found in ATTRIBUTE.finditer(tag[:MOST_ATTRIBUTES])}


def unescaped(text):
    return unescape(HUGE_ENTITY.sub("\ufffd", text))
