"""What may be decided about money from values alone: account numbers, prices by day, who owes a method."""

import re
from datetime import date, timedelta
from enum import StrEnum

from stdnum import bic as bic_rules
from stdnum import iban as iban_rules
from stdnum import numdb
from stdnum.exceptions import InvalidLength, ValidationError
from stdnum.iso7064 import mod_97_10

# The countries and territories of the SEPA schemes (EPC409-09), by the letters their IBANs begin with: first those of the European Economic Area.
EEA = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT",
    "RO", "SE", "SI", "SK",
})  # fmt: skip
SEPA = EEA | {"AD", "AL", "CH", "GB", "GI", "MC", "MD", "ME", "MK", "RS", "SM", "VA"}
IBANS = numdb.get("iban")


class IbanFault(StrEnum):
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    UNKNOWN_COUNTRY = "unknown_country"
    OUTSIDE_SEPA = "outside_sepa"
    WRONG_LENGTH = "wrong_length"
    WRONG_SHAPE = "wrong_shape"
    WRONG_CHECKSUM = "wrong_checksum"


def compact_iban(text):
    """As banks write it among themselves: capitals, nothing between. Every kind of blank and dash is taken."""
    return re.sub(r"[\s\u2010-\u2015\u2212.-]+", "", text).upper()


def fault_of_iban(text):
    """The first IbanFault of what was typed, from the front to the back; None for an account that can be debited by SEPA (ISO 13616)."""
    number = compact_iban(text)
    if not number:
        return IbanFault.EMPTY
    if not re.fullmatch(r"[0-9A-Z]+", number) or not re.match(r"[A-Z]{2}", number):
        return IbanFault.UNREADABLE
    length = length_of_iban(number[:2])
    if length is None:
        return IbanFault.UNKNOWN_COUNTRY
    if number[:2] not in SEPA:
        return IbanFault.OUTSIDE_SEPA
    if len(number) != length:
        return IbanFault.WRONG_LENGTH
    return fault_within(number)


def fault_within(number):
    if not number[2:4].isdigit():
        return IbanFault.WRONG_SHAPE
    if not mod_97_10.is_valid(number[4:] + number[:4]):
        return IbanFault.WRONG_CHECKSUM
    return None if iban_rules.is_valid(number, check_country=False) else IbanFault.WRONG_SHAPE


def length_of_iban(country):
    """How many characters an IBAN of this country has; None for a country without IBANs."""
    info = IBANS.info(country)[0][1] if country else None
    return 4 + sum(int(count) for count in re.findall(r"(\d+)!", info["bban"])) if info else None


def needs_bic(iban):
    """Whether the bank's code is asked for as well: outside the European Economic Area (SEPA Core rulebook, AT-13)."""
    return compact_iban(iban)[:2] not in EEA


class BicFault(StrEnum):
    WRONG_LENGTH = "wrong_length"
    WRONG_SHAPE = "wrong_shape"


def compact_bic(text):
    return compact_iban(text)


def fault_of_bic(text):
    """The BicFault of what was typed, or None (ISO 9362)."""
    try:
        bic_rules.validate(compact_bic(text))
    except InvalidLength:
        return BicFault.WRONG_LENGTH
    except ValidationError:
        return BicFault.WRONG_SHAPE
    return None


def price_at(prices, day):
    """Of `prices` (each with `valid_from`), the one that holds on this day: the latest that has begun; None before the first."""
    begun = [price for price in prices if price.valid_from <= day]
    return max(begun, key=lambda price: price.valid_from, default=None)


def last_day_of(month, year):
    """The last day on which a card is good that says «month/year»."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def still_needed(working_ids, removed_id, billed):
    """Whether a method may not go: people are billed to its company, and none would be left that works."""
    return billed > 0 and removed_id in working_ids and not set(working_ids) - {removed_id}
