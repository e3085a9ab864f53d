"""The two calls that we make to the register: sign in, ask for a SIREN. Source: INPI, «Documentation technique API formalités», v4.0 (2025)."""

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from ..decisions import failure_of_status
from ..registry import Failed
from .reading import read_company


@sensitive_variables()
def log_in(credentials):
    """Sign in and do nothing else. Raises Failed and Unreachable."""
    from comptoir.kernel.outgoing import Line

    with Line() as line:
        token_for(credentials, line)
    return "works", ""


@sensitive_variables()
def look_up_company(credentials, siren):
    """The Company of a SIREN. Raises Failed (also "no_such_company") and Unreachable."""
    from comptoir.kernel.outgoing import Line

    with Line() as line:
        token = token_for(credentials, line)
        answer = line.get(f"{settings.INPI_URL}/api/companies/{siren}", headers={"Authorization": f"Bearer {token}"})
        if answer.status == 404:
            raise Failed("no_such_company")
        refuse_bad(answer)
        return read_company(answer.json(), siren)


@sensitive_variables()
def token_for(credentials, line):
    """POST /api/sso/login answers {"token": …} to a user name and a password."""
    answer = line.post(f"{settings.INPI_URL}/api/sso/login", body={"username": credentials.username, "password": credentials.secret})
    if answer.status in {400, 401}:
        raise Failed("wrong_credentials")
    refuse_bad(answer)
    said = answer.json()
    token = said.get("token") if isinstance(said, dict) else None
    # What is put into a header is letters, digits and points (RFC 6750).
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
        raise Failed("unexpected", str(answer.status))
    return token


def refuse_bad(answer):
    failure = failure_of_status(answer.status)
    if failure:
        raise Failed(*failure)
