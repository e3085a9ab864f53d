"""B1 and B2: the inbox of 1,000 conversations, lists of 10,000 clients, the notification settings, a conversation of 50 messages."""

import re
from pathlib import Path

from django.conf import settings

from . import measure
from .browser import Browser
from .dataset import office, thread
from .floor import page_sizes

PAGES = [
    ("B1", "inbox of 1,000 conversations", lambda: "/conversations/", 8),
    ("B1", "client list of 10,000", lambda: "/clients/", 8),
    ("B1", "portal management of 10,000 clients", lambda: "/clients/portal/", 9),
    ("B1", "notification settings", lambda: "/settings/notifications/", 3),
    ("B2", "a conversation of 50 messages", lambda: f"/conversations/{thread().pk}/", 8),
]
LARGEST_PAGE_KB, LARGEST_VISIT_KB = 60, 120


def run():
    user = office().members[0]
    ours, floor = Browser(user), Browser(user, floor=True)
    rows = [row for id, work, path_of, most_queries in PAGES for row in page(ours, floor, id, work, path_of(), most_queries)]
    return [*rows, first_visit(ours)]


def page(ours, floor, id, work, path, most_queries):
    """The lines of one page: its CPU beside its floor, its queries, its size."""
    html = ours.get(path)
    page_sizes[path] = len(html)
    assert len(floor.get(path)) == len(html), "the floor has to write as many bytes as ours"
    queries, floor_queries = measure.queries_of(lambda: ours.get(path)), measure.queries_of(lambda: floor.get(path))
    comparison = measure.compare(lambda: ours.get(path), lambda: floor.get(path))
    return [
        measure.row(id, work, comparison, "≤ 1.2", f"the floor makes {floor_queries} queries"),
        {"id": id, "work": f"{work}: queries", "unit": "queries", "ours": queries, "limit": f"≤ {most_queries}"},
        {"id": id, "work": f"{work}: HTML before compression", "unit": "KB", "ours": len(html) / 1024, "limit": f"≤ {LARGEST_PAGE_KB}"},
    ]


def first_visit(ours):
    """The inbox and everything that it links to, as they travel."""
    html = ours.get("/conversations/", HTTP_ACCEPT_ENCODING="gzip, br")
    names = set(re.findall(rf'(?:href|src)="{settings.STATIC_URL}([^"#]+)', ours.get("/conversations/").decode()))
    total = len(html) + sum(travelling_size(settings.STATIC_ROOT / name) for name in names)
    note = f"the page and {len(names)} files; the page itself {len(html) / 1024:.0f} KB"
    return {"id": "B1", "work": "first visit of the inbox, compressed", "unit": "KB", "ours": total / 1024, "limit": f"≤ {LARGEST_VISIT_KB}", "note": note}


def travelling_size(path):
    """The smallest form that the server has of a static file."""
    return min(form.stat().st_size for form in (path, Path(f"{path}.br"), Path(f"{path}.gz")) if form.exists())
