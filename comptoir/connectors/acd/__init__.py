"""ACD: accounting software of firms, on their own network or hosted for them.

Its API is not public and we know nothing of it: what is kept is the account, and what is tried is its address (docs/external-accounts.md).
"""

from django.utils.translation import gettext_lazy as _l

from ..basic import test_by_basic
from ..registry import Connector, Field, declare

declare(
    Connector(
        kind="acd",
        label="ACD",
        intro=_l("Le logiciel comptable du cabinet. L’essai vérifie que son adresse répond à votre identifiant."),
        icon="notebook-pen",
        fields=(
            Field("address", _l("Adresse"), _l("L’adresse du serveur ACD de votre cabinet, par exemple https://acd.exemple.fr.")),
            Field("username", _l("Identifiant")),
            Field("secret", _l("Mot de passe")),
        ),
        test=test_by_basic,
    )
)
