"""The one door for requests to addresses that people type. Nothing inside our own network is ever reached through it (promise D4).

The name is resolved here, every address that it stands for is looked at, and the connection goes to the very address that was looked
at: a name that answers differently the second time gains nothing. No redirect is followed, an answer may have one megabyte, and all
requests of one `Line` share ten seconds. What an operator runs inside on purpose is named in OUTGOING_ALLOWED.

Import this where it is used: its libraries weigh 17 MB, and most processes never call anybody.
"""

import json
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import httpcore
import httpx
from django.db import connection
from django.views.decorators.debug import sensitive_variables

from .destinations import SECONDS, Unreachable, is_open, open_places, refusal_of, refusal_of_url

SECONDS_FOR_EACH_STEP = 5
LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    body: bytes
    # When it may be asked again, as the other side writes it: seconds, or a date (RFC 9110, section 10.2.3).
    retry_after: str = ""

    @property
    def is_good(self):
        return 200 <= self.status < 300

    def json(self):
        """The body as JSON. Raises Unreachable: nothing there, a page made for people, or something else."""
        if not self.body.strip():
            raise Unreachable("empty")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Unreachable("html" if "html" in self.content_type or self.body.lstrip()[:1] == b"<" else "not_json") from None


class Line:
    """An open line to the outside, for one request of a person: `with Line() as line: line.get(…)`. All its calls together take ten seconds at most."""

    def __init__(self, seconds=SECONDS):
        self.deadline = time.monotonic() + seconds
        self.client = httpx.Client(transport=Guarded(self.deadline), timeout=SECONDS_FOR_EACH_STEP, follow_redirects=False, trust_env=False)

    def __enter__(self):
        refuse_within_transaction()
        return self

    def __exit__(self, *_error):
        self.client.close()

    @sensitive_variables()
    def get(self, url, *, headers=None, auth=None):
        """The Answer of a GET; `auth` is a (user name, secret) pair for HTTP Basic. Raises Unreachable."""
        return self.call("GET", url, headers=headers, auth=auth)

    @sensitive_variables()
    def post(self, url, *, body, headers=None):
        """The Answer to `body`, sent as JSON. Raises Unreachable."""
        return self.call("POST", url, headers=headers, json=body)

    @sensitive_variables()
    def call(self, method, url, *, headers=None, **options):
        refusal = refusal_of_url(url, open_places())
        if refusal:
            raise Unreachable(refusal)
        # Nothing compressed: what a megabyte holds is then a megabyte.
        asked = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Comptoir"} | (headers or {})
        try:
            with self.client.stream(method, url, headers=asked, **options) as response:
                return self.read(response)
        except httpx.TimeoutException:
            raise Unreachable("slow") from None
        except httpx.HTTPError as error:
            raise trouble_of(error) from None
        except (httpx.InvalidURL, UnicodeError):
            raise Unreachable("unreadable") from None

    def read(self, response):
        if response.is_redirect:
            raise Unreachable("redirect", host_of(response.headers.get("location", "")))
        body = bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > LARGEST_ANSWER:
                raise Unreachable("too_large")
        return Answer(response.status_code, response.headers.get("content-type", "").lower(), bytes(body), response.headers.get("retry-after", ""))


def host_of(url):
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class Guarded(httpx.HTTPTransport):
    """httpx's transport, connecting through `Guard` and through no proxy."""

    def __init__(self, deadline):
        super().__init__(verify=ssl_context(), trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=ssl_context(), max_connections=1, network_backend=Guard(deadline))


@cache
def ssl_context():
    return httpx.create_ssl_context()


class Guard(httpcore.SyncBackend):
    """Opens connections to addresses that were looked at, and to no other."""

    def __init__(self, deadline):
        self.deadline = deadline

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        places = open_places()
        addresses = resolved(host, port, seconds_left(self.deadline, timeout))
        if not is_open(host.lower(), port, places) and any(refusal_of(address, port=port, places=places) for address in addresses):
            raise Unreachable("inside")
        return HurriedStream(self.first_that_answers(addresses, port, timeout, socket_options), self.deadline)

    def first_that_answers(self, addresses, port, timeout, socket_options):
        for address in addresses[:-1]:
            try:
                return super().connect_tcp(address, port, seconds_left(self.deadline, timeout) / 2, socket_options=socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return super().connect_tcp(addresses[-1], port, seconds_left(self.deadline, timeout), socket_options=socket_options)


class HurriedStream(httpcore.NetworkStream):
    """A connection whose every step ends by the line's deadline: a server that drips one byte a second holds nobody up."""

    def __init__(self, stream, deadline):
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes, timeout=None):
        return self.stream.read(max_bytes, seconds_left(self.deadline, timeout))

    def write(self, buffer, timeout=None):
        self.stream.write(buffer, seconds_left(self.deadline, timeout))

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return HurriedStream(self.stream.start_tls(ssl_context, server_hostname, seconds_left(self.deadline, timeout)), self.deadline)

    def close(self):
        self.stream.close()

    def get_extra_info(self, info):
        return self.stream.get_extra_info(info)


def seconds_left(deadline, timeout):
    """What a step may take. Raises Unreachable when the line's time is over."""
    left = min(deadline - time.monotonic(), timeout or SECONDS_FOR_EACH_STEP)
    if left <= 0:
        raise Unreachable("slow")
    return left


# Names are resolved by the system, which knows no deadline; a resolver that hangs is left behind in one of these threads.
_resolvers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


def resolved(host, port, seconds):
    """The addresses of a host, each once. Raises Unreachable."""
    try:
        rows = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(seconds)
    except TooLong:
        raise Unreachable("slow") from None
    except (OSError, UnicodeError):
        raise Unreachable("unknown_host") from None
    return list(dict.fromkeys(row[4][0] for row in rows))


def trouble_of(error):
    """What httpx could not do, as an Unreachable."""
    cause = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Unreachable("tls")
        cause = cause.__cause__ or cause.__context__
    return Unreachable("broken" if isinstance(error, httpx.ProtocolError | httpx.ReadError | httpx.WriteError) else "no_network")


def refuse_within_transaction():
    """Rows stay locked while somebody else's server thinks: a programming error, so it is loud. Tests live in a transaction of their own."""
    blocks = connection.atomic_blocks
    if blocks and not getattr(blocks[-1], "_from_testcase", False):
        raise RuntimeError("A request to the outside within a database transaction")
