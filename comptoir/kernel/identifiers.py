"""Numbers, addresses and days as people in France write them, read strictly: the value in its one form, or why it is none."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

import phonenumbers

from .text import fold

LONGEST_EMAIL = 254
LA_POSTE, LA_POSTE_SEAT = "356000000", "35600000000048"
EARLIEST_YEAR, LATEST_YEAR = 1800, 2100
# Excel counts days from here (it believes in a 29 February 1900); numbers of five digits are days from 1927 to 2173.
EXCEL_EPOCH = date(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev february feb", "mars mar march", "avril avr april apr", "mai may", "juin jun june",
            "juillet juil jul july", "aout aou august aug", "septembre sept sep september", "octobre oct october", "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_DOUBLED = {"0": 0, "1": 2, "2": 4, "3": 6, "4": 8, "5": 1, "6": 3, "7": 5, "8": 7, "9": 9}
_SEPARATORS = dict.fromkeys(map(ord, " .-/()\u00a0\u202f\u2009\u2011\t_"))
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!-)[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_DAY = re.compile(r"(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?")
_WORDED_DAY = re.compile(r"(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})[ ./-](\d{1,2})")
_WORDED_DAY_OF_YEAR = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-z]+)\.?")
_SCIENTIFIC = re.compile(r"\d[.,]?\d*e\+?\d+", re.IGNORECASE)
_FRENCH_NATIONAL = re.compile(r"0[1-79]\d{8}")


class Unread(ValueError):
    """A value that cannot be read. `code` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_siren(cell):
    """The nine digits of a SIREN. Raises Unread: not digits, wrong length, wrong check digit, or rounded by Excel.

    The last digit is a Luhn check (INSEE, code de commerce R123-221). A number cell may have lost its leading zeros.
    """
    digits = _digits(cell, "siren", full=9)
    if len(digits) != 9:
        raise Unread("siren_length")
    if not passes_luhn(digits) or digits == "000000000":
        raise Unread("siren_check")
    return digits


def read_siret(cell):
    """The fourteen digits of a SIRET. Raises Unread.

    Luhn over all of it; the establishments of La Poste but its seat, too many for that, sum up to a multiple of five instead (INSEE).
    """
    digits = _digits(cell, "siret", full=14)
    if len(digits) != 14:
        raise Unread("siret_length")
    if not passes_luhn(digits[:9]) or digits.startswith("000000000") or not _is_establishment(digits):
        raise Unread("siret_check")
    return digits


def passes_luhn(digits):
    """Whether a text of digits ends with the check digit that belongs to it."""
    return (sum(map(int, digits[::-2])) + sum([_DOUBLED[digit] for digit in digits[-2::-2]])) % 10 == 0


def read_email(cell):
    """An e-mail address in lower case. Raises Unread."""
    address = str(cell).strip().lower().removeprefix("mailto:")
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address) or address.find("@") > 64:
        raise Unread("email")
    return address


def read_phone(cell, country="FR"):
    """A phone number as «+33 6 12 34 56 78». Numbers without a country's prefix are of `country`. Raises Unread."""
    text = str(int(cell)) if _is_whole(cell) else str(cell)
    bare = text.translate(_SEPARATORS)
    if country == "FR":
        # Excel drops the zero of a number that it takes for one.
        national = f"0{bare}" if len(bare) == 9 and bare.isdecimal() and bare[0] in "1234567" else bare
        national = f"0{bare[-9:]}" if len(bare) in {12, 13} and bare.startswith(("+33", "0033")) else national
        if national.isascii() and _FRENCH_NATIONAL.fullmatch(national):
            return f"+33 {national[1]} {national[2:4]} {national[4:6]} {national[6:8]} {national[8:]}"
    return _read_any_phone(text, country)


def read_day(cell):
    """A date: a date cell, «03/11/1998», «3-11-98», «1998-11-03», «3 novembre 1998», or a day as Excel counts them. Raises Unread."""
    if isinstance(cell, datetime):
        return _within_centuries(cell.date())
    if isinstance(cell, date):
        return _within_centuries(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _excel_day(cell)
    return _read_worded_day(str(cell))


def read_closing(cell):
    """The (day, month) on which a financial year ends: «31/12», «31 décembre», «décembre», a date of any year. Raises Unread."""
    if isinstance(cell, date):
        return cell.day, cell.month
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        day = _excel_day(cell)
        return day.day, day.month
    return _read_worded_closing(str(cell))


def _digits(cell, kind, *, full):
    if _is_whole(cell):
        # A SIREN may begin with two zeros, which a number cell does not keep.
        return str(int(cell)).zfill(full if cell >= 10 ** (full - 3) else 0)
    text = str(cell).strip()
    bare = text.translate(_SEPARATORS)
    if bare.isdecimal() and bare.isascii():
        return bare
    raise Unread("rounded" if _SCIENTIFIC.fullmatch(text.replace(" ", "")) else f"{kind}_digits")


def _is_whole(cell):
    """Whether a number cell holds a whole number that is exact: of more than fifteen digits it no longer is."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell < 10**15 and cell == int(cell)


def _is_establishment(siret):
    if siret.startswith(LA_POSTE) and siret != LA_POSTE_SEAT:
        return sum(map(int, siret)) % 5 == 0
    return passes_luhn(siret)


@lru_cache(4096)
def _read_any_phone(text, country):
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise Unread("phone") from None
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise Unread("phone")
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    if len(shown) > 30:
        raise Unread("phone")
    return shown


@lru_cache(4096)
def _read_worded_day(text):
    words = fold(text)
    if found := _DAY.fullmatch(words):
        return _day(_full_year(found[3]), int(found[2]), int(found[1]))
    if found := _ISO_DAY.fullmatch(words):
        return _day(*map(int, found.groups()))
    if (found := _WORDED_DAY.fullmatch(words)) and found[2] in MONTHS:
        return _day(int(found[3]), MONTHS[found[2]], int(found[1]))
    raise Unread("day")


@lru_cache(1024)
def _read_worded_closing(text):
    words = fold(text)
    if found := _DAY_OF_YEAR.fullmatch(words):
        return _day_of_year(int(found[1]), int(found[2]))
    if (found := _WORDED_DAY_OF_YEAR.fullmatch(words)) and found[2] in MONTHS:
        month = MONTHS[found[2]]
        # A month alone means its last day; that of February is said as the 28th.
        return _day_of_year(int(found[1] or (28 if month == 2 else LAST_DAYS[month - 1])), month)
    try:
        day = _read_worded_day(text)
    except Unread:
        raise Unread("closing") from None
    return day.day, day.month


def _excel_day(number):
    if not 10_000 <= number < 100_000:
        raise Unread("day")
    return EXCEL_EPOCH + timedelta(days=int(number))


def _full_year(digits):
    """«98» is 1998 and «12» is 2012: the POSIX rule, as everywhere."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 69 else 2000)


def _day(year, month, day):
    try:
        return _within_centuries(date(year, month, day))
    except ValueError:
        raise Unread("day") from None


def _within_centuries(day):
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Unread("day")
    return day


def _day_of_year(day, month):
    if not (1 <= month <= 12 and 1 <= day <= LAST_DAYS[month - 1]):
        raise Unread("closing")
    return day, month
