"""The time zones that people choose from."""

import zoneinfo
from functools import cache

CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zone_choices():
    """(IANA name, words) pairs, sorted: «Europe/Paris» is read «Europe – Paris». Legacy names without a continent are left out."""
    names = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in CONTINENTS)
    return [(name, name.replace("/", " – ").replace("_", " ")) for name in names]
