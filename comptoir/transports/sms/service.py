"""Who carries our short messages, read from SMS_URL. Pure."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

OVH_API = "https://eu.api.ovh.com/1.0"
# A minute's worth for the whole installation: what providers take from a small account.
RATE, FASTEST = 60, 6000


@dataclass(frozen=True)
class Service:
    """`kind`: «ovh», «json» or «apprise». `options` is what the adapter of that kind needs. Senders: for everybody, and {firm's slug: its own}."""

    kind: str
    options: dict = field(repr=False)
    sender: str = ""
    senders: dict = field(default_factory=dict)
    rate: int = RATE

    def sender_for(self, slug):
        return self.senders.get(slug, self.sender)

    def firm_of(self, sender):
        """The slug of the one firm that writes from this number; "" when it is nobody's own."""
        theirs = [slug for slug, number in self.senders.items() if bare(number) == bare(sender)]
        return theirs[0] if len(theirs) == 1 else ""


def bare(number):
    return "".join(character for character in number if character.isalnum()).removeprefix("00").lower()


def read_service(value):
    """The Service that SMS_URL names. Raises ValueError with what is wrong, in the words that follow the variable's name."""
    scheme = value.partition("://")[0].lower()
    if "://" not in value:
        raise ValueError("doit être une adresse : ovh://, https+json:// ou apprise+<service>://")
    if scheme.startswith("apprise+"):
        return read_apprise(value)
    parts = split(value)
    query, common = split_query(parts.query)
    if scheme == "ovh":
        return Service("ovh", ovh_options(parts, query), **common)
    if scheme in {"https+json", "http+json"}:
        return Service("json", json_options(scheme, parts, query), **common)
    raise ValueError("doit commencer par ovh://, https+json://, http+json:// ou apprise+<service>://")


def split(value):
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("a un port qui n’est pas un nombre") from None
    if not parts.hostname:
        raise ValueError("ne nomme aucun service")
    return parts


def split_query(words):
    """({what is left}, {what every kind has}): `sender`, `sender.<slug>` and `rate` are ours."""
    query, senders = {}, {}
    for name, value in parse_qsl(words, keep_blank_values=True):
        if name.startswith("sender."):
            senders[name.removeprefix("sender.")] = value
        else:
            query[name] = value
    return query, {"sender": query.pop("sender", ""), "senders": senders, "rate": read_rate(query.pop("rate", ""))}


def read_rate(words):
    if words and not (words.isascii() and words.isdigit() and 1 <= int(words) <= FASTEST):
        raise ValueError(f"a un «rate» qui n’est pas un nombre de 1 à {FASTEST} : {words!r}")
    return int(words or RATE)


def ovh_options(parts, query):
    """ovh://application_key:application_secret:consumer_key@service: three secrets, so the user part is split by hand."""
    names = ("application_key", "application_secret", "consumer_key")
    given = parts.netloc.rpartition("@")[0].split(":")
    if len(given) != len(names) or not all(given):
        raise ValueError("doit ressembler à ovh://application_key:application_secret:consumer_key@service")
    endpoint = query.pop("endpoint", OVH_API).rstrip("/")
    if not endpoint.startswith(("https://", "http://")):
        raise ValueError("a un «endpoint» qui n’est pas une adresse http(s)")
    refuse_unknown(query, "sender, endpoint, rate")
    service = parts.netloc.rpartition("@")[2]  # `hostname` is in lower case, a service's name need not be
    return dict(zip(names, map(unquote, given), strict=True)) | {"service": service, "endpoint": endpoint}


def json_options(scheme, parts, query):
    """https+json://:secret@host/path: what is left of the query stays with the address."""
    secret = unquote(parts.password or "")
    if len(secret) < 16:
        raise ValueError("doit porter un secret d’au moins 16 caractères : https+json://:secret@hôte/chemin")
    host = parts.netloc.rpartition("@")[2]
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return {"url": urlunsplit((scheme.removesuffix("+json"), host, parts.path or "/", words, "")), "secret": secret}


def read_apprise(value):
    """apprise+<scheme>://…: the address as Apprise reads it, with «{number}» where the recipient goes. Ours are in its fragment: `#rate=30`."""
    address, _hash, words = value.partition("#")
    query, common = split_query(words)
    refuse_unknown(query, "sender, rate")
    address = address.partition("+")[2]
    if "{number}" not in address:
        raise ValueError("doit contenir {number} là où va le numéro : apprise+<service>://…/{number}")
    return Service("apprise", {"url": address}, **common)


def refuse_unknown(query, known):
    if query:
        raise ValueError(f"a une option inconnue, {next(iter(query))!r} (connues : {known})")
