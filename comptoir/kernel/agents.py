"""A browser and its system in words, from what it says of itself. Good enough for people to recognise their own; nothing is decided by it."""

from django.utils.translation import gettext as _

# (what the user agent contains, the name): the first one wins, since most browsers also claim to be those that stand below.
BROWSERS = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Opera", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"), ("YaBrowser/", "Yandex"),
    ("DuckDuckGo/", "DuckDuckGo"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("HeadlessChrome/", "Chrome"), ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Trident/", "Internet Explorer"), ("MSIE ", "Internet Explorer"),
    ("Safari/", "Safari"), ("curl/", "curl"), ("python-", "Python"),
]  # fmt: skip
SYSTEMS = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Macintosh", "macOS"), ("Mac OS X", "macOS"),
    ("Ubuntu", "Linux"), ("Linux", "Linux"), ("X11", "Linux"),
]  # fmt: skip
HELD_IN_THE_HAND = {"iPhone", "iPad", "Android"}


def browser_of(agent):
    """(browser, system) of a User-Agent header, each "" when unknown: ("Chrome", "Windows")."""
    return first_of(BROWSERS, agent), first_of(SYSTEMS, agent)


def first_of(names, agent):
    return next((name for sign, name in names if sign in agent), "")


def device_words(browser, system):
    """«Chrome sur Windows»."""
    if browser and system:
        return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Navigateur inconnu")
