"""What came of a call, in words; and what a stored account may be used for. Pure: codes in, sentences out, in the active language."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _l

# `name` is the connector's label, `detail` the word that came with the code.
PROOFS = {
    "works": _l("La connexion à %(name)s fonctionne."),
    "answers": _l("La connexion fonctionne : le service a accepté l’identifiant (réponse %(detail)s)."),
    "answers_everybody": _l("Cette adresse répond à tout le monde, même sans identifiant : l’essai ne prouve pas que le compte est bon."),
}
TROUBLES = {
    "wrong_credentials": _l("%(name)s refuse cet identifiant ou ce mot de passe. Corrigez-les, puis testez à nouveau."),
    "forbidden": _l("%(name)s reconnaît le compte, mais ne l’autorise pas à se servir de ce service. Demandez-lui cet accès."),
    "too_many_calls": _l("%(name)s limite le nombre d’appels, et la limite est atteinte. Réessayez plus tard."),
    "no_such_company": _l("Aucune entreprise n’a ce SIREN au registre."),
    "not_found": _l("Le serveur ne connaît pas cette adresse (réponse %(detail)s). Vérifiez-la."),
    "server_error": _l("%(name)s a répondu par une erreur de son côté (%(detail)s). Réessayez plus tard."),
    "unexpected": _l("%(name)s a répondu autre chose que ce qui était attendu (%(detail)s)."),
    "slow": _l("%(name)s n’a pas répondu à temps. Réessayez dans un instant."),
    "html": _l(
        "%(name)s a répondu par une page destinée aux personnes, et non par des données. Le service est peut-être en maintenance ; réessayez plus tard."
    ),
    "not_json": _l("La réponse de %(name)s est illisible. Réessayez plus tard."),
    "empty": _l("%(name)s a répondu sans rien dire. Réessayez plus tard."),
    "too_large": _l("La réponse de %(name)s est démesurée ; elle a été abandonnée."),
    "no_network": _l("%(name)s est injoignable : aucune connexion n’a abouti. Vérifiez l’adresse, ou réessayez plus tard."),
    "broken": _l("La connexion avec %(name)s s’est rompue. Réessayez dans un instant."),
    "unknown_host": _l("Aucun serveur ne porte ce nom. Vérifiez l’adresse."),
    "inside": _l("Cette adresse mène à l’intérieur du réseau, où Comptoir ne se connecte pas. L’exploitant peut l’autoriser."),
    "tls": _l("Le certificat de ce serveur n’est pas valable ; rien ne lui a été envoyé."),
    "redirect": _l("Cette adresse renvoie ailleurs (%(detail)s). Indiquez l’adresse finale."),
    "not_https": _l("L’adresse doit commencer par https:// : sans cela, le mot de passe voyagerait en clair."),
    "credentials_in_url": _l("Retirez l’identifiant et le mot de passe de l’adresse ; ils ont leurs propres champs."),
    "unreadable": _l("Cette adresse est illisible ; elle doit ressembler à https://exemple.fr/api."),
    "unreadable_secret": _l("Le mot de passe enregistré ne peut plus être lu. Saisissez-le à nouveau avec «Modifier»."),
    "busy": _l("Un appel est déjà en cours pour vous. Attendez sa réponse."),
}


@dataclass(frozen=True)
class Outcome:
    """What a test or a look-up came to. `text()` is its sentence in the active language."""

    ok: bool
    code: str
    detail: str = ""
    name: str = ""

    @property
    def sentence(self):
        words = PROOFS.get(self.code) or TROUBLES.get(self.code) or TROUBLES["not_json"]
        return str(words) % {"name": self.name, "detail": self.detail or "…"}

    @property
    def stored(self):
        return f"{self.code} {self.detail}".strip()


def recalled(stored, name):
    """The Outcome of a trouble that was stored as text, or None for none."""
    code, _space, detail = stored.partition(" ")
    return Outcome(False, code, detail, name) if code else None


def failure_of_status(status):
    """The (code, detail) that an HTTP status of the other side stands for; None when it is a good one."""
    if 200 <= status < 300:
        return None
    known = {401: "wrong_credentials", 403: "forbidden", 404: "not_found", 410: "not_found", 429: "too_many_calls"}
    return known.get(status) or ("server_error" if status >= 500 else "unexpected"), str(status)


def origin(address):
    """Scheme, host and port of an address, to be compared; its text where it has none."""
    try:
        parts = urlsplit(address)
        return (parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme))
    except ValueError:
        return address


def may_keep_secret(before, after):
    """Whether a stored secret may go to the changed address: only to the server that it was typed for."""
    return origin(before) == origin(after)
