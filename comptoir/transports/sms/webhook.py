"""Any gateway that takes a JSON POST: `{"to", "from", "text", "reference", "segments"}`, signed; docs/sms.md is its contract."""

import json

from django.views.decorators.debug import sensitive_variables

from comptoir.kernel import signatures

from ..email import NotNow, Refused
from .answers import calling, words_of
from .segments import measure

# What speaks of us or of this moment, and not of this message (RFC 9110).
PASSING = frozenset({401, 403, 404, 407, 408, 423, 425, 429})


class JsonOutlet:
    """The gateway at one address. Who keeps the `reference` of what it sent sends nothing twice."""

    def __init__(self, service):
        self.url, self.secret = service.options["url"], service.options["secret"]

    @sensitive_variables()
    def send(self, number, text, reference, sender=""):
        """The gateway's id of the message, "" when it gives none. Raises Refused and NotNow."""
        said = {"to": number, "from": sender, "text": text, "reference": reference, "segments": measure(text).segments}
        body = json.dumps(said, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", signatures.HEADER: signatures.sign(body, self.secret)}
        with calling() as line:
            answer = line.call("POST", self.url, headers=headers, content=body)
        said = read(answer.body)
        if answer.is_good:
            return str(said.get("id") or "")[:100]
        is_final = 400 <= answer.status < 500 and answer.status not in PASSING
        raise (Refused if is_final else NotNow)(words_of(answer.status, str(said.get("error") or "")))

    def close(self):
        pass


def read(body):
    """A JSON object; an empty one for anything else: a gateway need not answer in words."""
    try:
        said = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
