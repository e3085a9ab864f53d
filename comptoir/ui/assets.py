"""The assets that are made, not written: one style sheet, one icon sprite, one font. Their sources are installed packages and ui/css."""

import hashlib
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings

from .app_icons import pictures
from .icons import ICONS

HERE = Path(__file__).parent
CSS_SOURCES = sorted((HERE / "css").glob("*.css"))
# Latin letters, figures, punctuation, arrows: what French, English and Dutch pages need.
FONT_CHARACTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2192, 0x2190, 0x2026, 0x202F, 0x2212, 0x2713]

# The weights that the style sheet uses; one optical size, for the second would weigh as much as all the letters.
FONT_AXES = {"opsz": 14, "wght": (400, 700)}


def build(force=False):
    """Make the assets under ASSETS_DIR unless they are there and current. Return whether anything was made."""
    target = settings.ASSETS_DIR / "ui"
    stamp = fingerprint()
    mark = target / ".made-from"
    if not force and mark.exists() and mark.read_text() == stamp:
        return False
    target.mkdir(parents=True, exist_ok=True)
    (target / "comptoir.css").write_text(style_sheet(), encoding="utf-8")
    (target / "icons.svg").write_text(sprite(), encoding="utf-8")
    (target / "inter.woff2").write_bytes(font())
    for name, picture in pictures().items():
        (target / name).write_bytes(picture)
    mark.write_text(stamp)
    return True


def fingerprint():
    made_of = [Path(__file__), HERE / "icons.py", HERE / "app_icons.py", *CSS_SOURCES]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in made_of)).hexdigest()


def style_sheet():
    """The parts of ui/css in the order of their names, minified."""
    import lightningcss

    source = "\n".join(path.read_text(encoding="utf-8") for path in CSS_SOURCES)
    flags = lightningcss.calc_parser_flags(nesting=True)
    return lightningcss.process_stylesheet(source, filename="comptoir.css", parser_flags=flags, minify=True)


def sprite():
    """One SVG whose symbols are the icons; a page draws one with <use href="icons.svg#bell">."""
    from lucide import _load_icon

    symbols = []
    for name in ICONS:
        drawing = ElementTree.Element("symbol", id=name, viewBox="0 0 24 24")
        drawing.extend(_load_icon(name))
        symbols.append(ElementTree.tostring(drawing, encoding="unicode"))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def font():
    """Inter, cut down to FONT_CHARACTERS and FONT_AXES (876 KB become about 30)."""
    from fontTools.subset import Options, Subsetter, load_font, save_font
    from fontTools.varLib.instancer import instantiateVariableFont

    options = Options(flavor="woff2", layout_features=["kern", "liga", "calt", "tnum", "ccmp", "locl", "mark", "mkmk"], notdef_outline=True)
    source = next(path for path in (files("fontpkg_inter") / "files").iterdir() if path.name.startswith("Inter["))
    with source.open("rb") as file:
        inter = load_font(BytesIO(file.read()), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=FONT_CHARACTERS)
    subsetter.subset(inter)
    made = BytesIO()
    save_font(instantiateVariableFont(inter, FONT_AXES), made, options)
    return made.getvalue()
