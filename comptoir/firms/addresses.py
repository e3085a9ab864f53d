"""Where a firm's clients find it. Built from what is registered, never from the Host of a request (promise A8)."""

from django.conf import settings


def firm_url(firm, path):
    """The whole address of `path` (it begins with /) for the clients of `firm`."""
    return settings.BASE_URL + path


def letterhead_of(firm):
    """What stands at the top of a mail in the firm's name: its logo, by its whole address, where the firm shows it. Read the firm with its brand."""
    brand = firm.appearance if firm else None
    if brand is None or not brand.shows_logo:
        return None
    width, height = brand.logo_size
    return {"logo": firm_url(firm, brand.logo_path), "width": width, "height": height, "ground": brand.logo_ground}
