"""People's phone numbers: kept in E.164 («+33612345678»), shown as their country writes them («06 12 34 56 78»)."""

import phonenumbers
from phonenumbers import PhoneNumberFormat

from .identifiers import Unread, read_phone

LONGEST_PHONE = 30


def read_e164(text, country="FR"):
    """The number as E.164 keeps it. Numbers without a country's prefix are of `country`. Raises Unread: not a number, or none that exists."""
    if len(text) > LONGEST_PHONE:
        raise Unread("phone")
    number = phonenumbers.parse(read_phone(text, country), country)
    if not phonenumbers.is_valid_number(number):
        raise Unread("phone")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown_phone(kept, country="FR"):
    """A kept number as people of `country` write it: short at home, with its prefix abroad. What cannot be read is shown as it stands."""
    try:
        number = phonenumbers.parse(kept, country)
    except phonenumbers.NumberParseException:
        return kept
    if not phonenumbers.is_valid_number(number):
        return kept
    at_home = number.country_code == phonenumbers.country_code_for_region(country)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL)
