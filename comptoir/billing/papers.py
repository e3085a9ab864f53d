"""A mandate on paper. WeasyPrint draws it, if the machine has Pango; nothing that stands on it is fetched from anywhere."""

from functools import cache
from importlib.resources import files

from django.template.loader import render_to_string
from django.utils import translation

FONT = "comptoir:inter"


class PaperMissing(Exception):
    """This machine cannot draw PDF files; its text says why, for the operator."""


def mandate_pdf(mandate):
    """The PDF of a signed mandate, in the language in which it was signed. Raises PaperMissing."""
    weasyprint = drawing_library()
    with translation.override(mandate.language):
        page = render_to_string("billing/mandate_paper.html", {"mandate": mandate, "payer": mandate.method.payer})
        style = render_to_string("billing/mandate_paper.css", {"mandate": mandate})
    fonts = weasyprint.text.fonts.FontConfiguration()
    look = weasyprint.CSS(string=style, url_fetcher=only_our_font, font_config=fonts)
    paper = weasyprint.HTML(string=page, url_fetcher=only_our_font)
    return paper.write_pdf(stylesheets=[look], font_config=fonts, pdf_identifier=mandate.reference.encode())


def drawing_library():
    """Imported where it is used: it weighs 60 MB, and few pages draw."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise PaperMissing(str(error).partition("\n")[0]) from None
    return weasyprint


def only_our_font(url, *_more, **_words):
    """What WeasyPrint asks for addresses: the letters come from the package, everything else is refused."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

    if url != FONT:
        raise FatalURLFetchingError(f"Nothing is fetched for a paper: {url}")
    return URLFetcherResponse(url, body=letters(), headers={"Content-Type": "font/ttf"})


@cache
def letters():
    return next(path for path in (files("fontpkg_inter") / "files").iterdir() if path.name.startswith("Inter[")).read_bytes()
