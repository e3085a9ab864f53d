"""What stands at the top of a mail, or of a page on paper, in a firm's name."""

from .addresses import firm_url


def letterhead_of(firm):
    """What stands at the top of a mail in the firm's name: its logo, by its whole address, where the firm shows it. Read the firm with its brand."""
    brand = firm.appearance if firm else None
    if brand is None or not brand.shows_logo:
        return None
    width, height = brand.logo_size
    return {"logo": firm_url(firm, brand.logo_path), "width": width, "height": height, "ground": brand.logo_ground}
