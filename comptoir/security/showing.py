"""What is shown once and must survive a redirect: kept in the session, sealed, since sessions lie in the database."""

import base64
from io import BytesIO
from urllib.parse import quote, urlencode

from comptoir.kernel.secrets import Unreadable, seal, unseal

from .adapter import NAME
from .decisions import in_groups, new_secret

SETUP, NEW_CODES = "authenticator_setup", "new_recovery_codes"


def setup_secret(session):
    """The key of the app that is being set up; the same one until it is confirmed, also when the page is loaded again."""
    secret = opened(session.get(SETUP))
    if secret is None:
        secret = new_secret()
        session[SETUP] = seal(secret)
    return secret


def forget_setup(session):
    session.pop(SETUP, None)


def keep_new_codes(session, codes):
    session[NEW_CODES] = seal(" ".join(codes))


def take_new_codes(session):
    """The codes to be shown now, and never again; none when there are none."""
    return (opened(session.pop(NEW_CODES, None)) or "").split()


def opened(token):
    try:
        return token and unseal(token)
    except Unreadable:
        return None


def app_words(user, secret):
    """What the set-up page shows: the address for the app, its picture, and the key in groups of four to be typed."""
    address = app_address(user, secret)
    return {"address": address, "picture": picture(address), "key": " ".join(in_groups(secret))}


def app_address(user, secret):
    """https://github.com/google/google-authenticator/wiki/Key-Uri-Format"""
    return f"otpauth://totp/{NAME}:{quote(user.email)}?{urlencode({'secret': secret, 'issuer': NAME})}"


def picture(address):
    """A QR code as a data: address, on white in the dark as well: cameras need it."""
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


def as_file(codes):
    """The codes as a text file in a data: address: downloaded without being fetched again."""
    return "data:text/plain;charset=utf-8;base64," + base64.b64encode("\r\n".join([NAME, "", *codes, ""]).encode()).decode()
