"""The one thing that can be tried without knowing a software: whether its address answers to these credentials, and only to them."""

from django.views.decorators.debug import sensitive_variables

from .decisions import failure_of_status
from .registry import Failed


@sensitive_variables()
def test_by_basic(credentials):
    """("answers" or "answers_everybody", status) of a GET. Raises Failed and Unreachable.

    It is asked first without credentials: an address that welcomes everybody proves nothing, and then gets no secret.
    """
    from comptoir.kernel.outgoing import Line

    with Line() as line:
        if line.get(credentials.address).is_good:
            return "answers_everybody", ""
        answer = line.get(credentials.address, auth=(credentials.username, credentials.secret))
    failure = failure_of_status(answer.status)
    if failure:
        raise Failed(*failure)
    return "answers", str(answer.status)
