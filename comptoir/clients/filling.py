"""What a register proposes for a form that somebody has begun to fill. Pure."""

COMPANY_FIELDS = ("kind", "name", "legal_form", "address", "postal_code", "city", "country")


def fill(typed, found, untouched):
    """(values, proposals) for a form: what was typed stays; a field that is empty, or still as the form proposed it, takes what was found.

    `proposals` are the finds that differ from what was typed: shown beside it, never put in its place.
    """
    values, proposals = dict(typed), {}
    for name, value in found.items():
        if not value or same(value, typed.get(name)):
            continue
        if not typed.get(name) or typed[name] == untouched.get(name):
            values[name] = value
        else:
            proposals[name] = value
    return values, proposals


def same(value, other):
    return " ".join(value.split()).casefold() == " ".join((other or "").split()).casefold()
