"""Any other software that answers at an address to a user name and a password (HTTP Basic, RFC 7617)."""

from django.utils.translation import gettext_lazy as _l

from ..basic import test_by_basic
from ..registry import Connector, Field, declare

declare(
    Connector(
        kind="generic",
        label=_l("Autre logiciel"),
        intro=_l("Un logiciel qui répond à une adresse, avec un identifiant et un mot de passe."),
        icon="plug",
        fields=(
            Field("address", _l("Adresse"), _l("L’adresse de son service, par exemple https://exemple.fr/api.")),
            Field("username", _l("Identifiant")),
            Field("secret", _l("Mot de passe ou clé")),
        ),
        test=test_by_basic,
    )
)
