"""B1 and B7: the page «Autres préférences», and one setting saved with its history."""

from itertools import cycle
from urllib.parse import urlencode

from . import measure
from .bench_pages import page
from .browser import CSRF, Browser
from .dataset import office
from .floor import page_sizes

PAGE, LINE = "/settings/preferences/", "/settings/values/appearance.theme/"


def run():
    user = office().members[0]
    ours, floor = Browser(user), Browser(user, floor=True)
    save, save_plainly = saving(ours), saving(floor)
    page_sizes[LINE] = len(save())
    assert len(save_plainly()) == len(save()), "the floor has to write as many bytes as ours"
    queries, floor_queries = measure.queries_of(save), measure.queries_of(save_plainly)
    return [
        *page(ours, floor, "B1", "settings page «Autres préférences»", PAGE, 3),
        measure.row("B7", "one setting saved, history included", measure.compare(save, save_plainly), "≤ 1.2", f"the floor makes {floor_queries} queries"),
        {"id": "B7", "work": "one setting saved: queries", "unit": "queries", "ours": queries},
    ]


def saving(browser):
    """A function that saves the theme, each time another one, and returns the line that comes back."""
    themes = cycle(["dark", "light"])

    def save():
        form = urlencode({"value": next(themes), "csrfmiddlewaretoken": CSRF}).encode()
        status, line = browser.call("POST", LINE, form, HTTP_HX_REQUEST="true")
        assert status == 200, f"{LINE} answered {status}"
        return line

    return save
