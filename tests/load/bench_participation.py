"""B5: the participation table of 10,000 dossiers: opened, filtered, one switch turned, all of them turned."""

from itertools import cycle
from urllib.parse import urlencode

from django.db import connection

from comptoir.clients.models import Dossier
from comptoir.conversations.models import Participation

from . import measure
from .browser import CSRF, Browser
from .dataset import office
from .floor import page_sizes

PAGE, TABLE = "/settings/conversations/", "/settings/conversations/participation/"
FOUND = f"{TABLE}?q=etoile&state=accountant-on"
SIDE = "accountant"


def run():
    here = office()
    with connection.cursor() as cursor:
        # As the database does by itself a moment after so many rows came.
        cursor.execute("ANALYZE")
    user = here.members[0]
    dossier = Dossier.objects.filter(firm=here.firm).order_by("pk")[5000]
    ours, floor = Browser(user), Browser(user, floor=True)
    one, every = f"{TABLE}dossier/{dossier.pk}/", f"{TABLE}all/{here.firm.pk}/"
    return [
        *shown(ours, floor, "participation table of 10,000: open", PAGE, "≤ 1.5"),
        *shown(ours, floor, "participation table of 10,000: filter", FOUND, "≤ 1.5", HTTP_HX_REQUEST="true"),
        *turned(ours, floor, "participation table: one switch", one),
        *turned(ours, floor, "participation table: all dossiers at once", every),
        rows_written(ours, every, user),
    ]


def shown(ours, floor, work, path, limit, **headers):
    """The lines of one page: its CPU beside its floor, its queries, its size."""
    html = ours.get(path, **headers)
    page_sizes[path.partition("?")[0]] = len(html)
    assert len(floor.get(path)) == len(html), "the floor has to write as many bytes as ours"
    queries, floor_queries = measure.queries_of(lambda: ours.get(path, **headers)), measure.queries_of(lambda: floor.get(path))
    comparison = measure.compare(lambda: ours.get(path, **headers), lambda: floor.get(path))
    return [
        measure.row("B5", work, comparison, limit, f"{queries} queries, the floor {floor_queries}"),
        {"id": "B5", "work": f"{work}: HTML before compression", "unit": "KB", "ours": len(html) / 1024},
    ]


def turned(ours, floor, work, path):
    save, save_plainly = saving(ours, path), saving(floor, path)
    page_sizes[path] = len(save())
    # On and off say different things in words of different length; the floor writes what «on» says.
    save_plainly()
    queries, floor_queries = measure.queries_of(save), measure.queries_of(save_plainly)
    return [measure.row("B5", work, measure.compare(save, save_plainly), "", f"{queries} queries, the floor {floor_queries}")]


def saving(browser, path):
    """A function that turns the switch, each time the other way."""
    states = cycle([{"on": SIDE}, {}])

    def save():
        form = urlencode({"turned": SIDE, "csrfmiddlewaretoken": CSRF} | next(states)).encode()
        status, answer = browser.call("POST", path, form, HTTP_HX_REQUEST="true")
        assert status == 200, f"{path} answered {status}"
        return answer

    return save


def rows_written(ours, path, user):
    """«All dossiers» is one row, however many there are."""
    Participation.objects.filter(user=user).delete()
    saving(ours, path)()
    count = Participation.objects.filter(user=user).count()
    return {"id": "B5", "work": "participation table: rows written for all dossiers", "unit": "rows", "ours": count, "limit": "≤ 1"}
