"""OVHcloud's SMS API: POST /sms/{service}/jobs, signed as «Premiers pas avec les API OVHcloud» says."""

import hashlib
import json
import time

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ..email import NotNow, Refused
from .answers import calling, words_of
from .segments import Encoding, measure

# What is wrong with us and not with this message: it is tried again.
OUR_FAULT = frozenset({"INVALID_SIGNATURE", "QUERY_TIME_OUT", "NOT_GRANTED_CALL", "INVALID_CREDENTIAL", "INVALID_KEY", "NOT_CREDENTIAL"})
# OVH gives up after two days otherwise; an answer to a question is no news then.
VALID_MINUTES = 24 * 60


class OvhOutlet:
    """One account. OVH takes no reference of ours, so what was sent twice around a crash is told by nobody: it is at most one per crash."""

    def __init__(self, service):
        self.keys, self.clock = service.options, None

    @sensitive_variables()
    def send(self, number, text, reference, sender=""):
        """OVH's id of the message. Raises Refused and NotNow."""
        job = {
            "receivers": [number],
            "message": text,
            "charset": "UTF-8",
            "coding": "7bit" if measure(text).encoding is Encoding.GSM else "8bit",
            "class": "phoneDisplay",
            "priority": "high",
            "noStopClause": True,
            "validityPeriod": VALID_MINUTES,
        }
        # A sender's name cannot be answered; without one OVH lends a short number, which can.
        job |= {"sender": sender, "senderForResponse": False} if sender else {"senderForResponse": True}
        with calling() as line:
            answer = self.post(line, f"{self.keys['endpoint']}/sms/{self.keys['service']}/jobs", json.dumps(job).encode())
            if not answer.is_good:
                raise self.trouble(answer)
            return self.read(answer.json(), number)

    def read(self, report, number):
        """The id in a report of jobs; OVH answers 200 for a number that it refuses, and names it."""
        ids, refused = report.get("ids") or [], report.get("invalidReceivers") or []
        if refused or not ids:
            raise Refused(_("Le service de SMS n’accepte pas le numéro %(number)s.") % {"number": number})
        return str(ids[0])

    def post(self, line, url, body):
        if self.clock is None:
            self.clock = self.difference(line)
        moment = str(int(time.time()) + self.clock)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Ovh-Application": self.keys["application_key"],
            "X-Ovh-Consumer": self.keys["consumer_key"],
            "X-Ovh-Timestamp": moment,
            "X-Ovh-Signature": signature(self.keys, "POST", url, body, moment),
        }
        return line.call("POST", url, headers=headers, content=body)

    def difference(self, line):
        """By how many seconds OVH's clock is ahead of ours: a signature is good for half a minute."""
        answer = line.get(f"{self.keys['endpoint']}/auth/time")
        return int(answer.json()) - int(time.time()) if answer.is_good else 0

    def trouble(self, answer):
        """Refused for what OVH will never send, NotNow for everything that may pass."""
        code, words = error_of(answer)
        if code == "QUERY_TIME_OUT":
            self.clock = None
        is_final = answer.status == 400 and code not in OUR_FAULT
        return (Refused if is_final else NotNow)(words_of(answer.status, words))

    def close(self):
        pass


def signature(keys, method, url, body, moment):
    words = "+".join((keys["application_secret"], keys["consumer_key"], method, url, body.decode(), moment))
    # OVH's own definition of its signature; the secret is in what is hashed, and nothing else is protected by it.
    return "$1$" + hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()


def error_of(answer):
    """(code, words) of OVH's error; empty when the answer is something else."""
    try:
        said = json.loads(answer.body)
    except ValueError:
        return "", ""
    return (str(said.get("errorCode") or ""), str(said.get("message") or "")) if isinstance(said, dict) else ("", "")
