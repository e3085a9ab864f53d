"""INPI: the national register of companies (RNE). A SIREN typed for a new client is looked up here."""

from django.utils.translation import gettext_lazy as _l

from ..registry import Connector, Field, declare
from .register import log_in, look_up_company

declare(
    Connector(
        kind="inpi",
        label="INPI",
        intro=_l("Le registre national des entreprises : un SIREN saisi pour un nouveau client y est cherché."),
        icon="building-2",
        fields=(
            Field("username", _l("Identifiant"), _l("L’adresse e-mail de votre compte sur data.inpi.fr, où l’accès à l’API RNE doit être demandé.")),
            Field("secret", _l("Mot de passe")),
        ),
        test=log_in,
        look_up_company=look_up_company,
    )
)
