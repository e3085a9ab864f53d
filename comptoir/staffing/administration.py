"""The pages of «Administration» about the people of the firm."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.firms.administration import Section, declare
from comptoir.firms.rights import Right

declare(Section("members", _("Collaborateurs"), "members", 10))
declare(Section("teams", _("Équipes"), "teams", 20))
declare(Section("roles", _("Rôles"), "roles", 25))
declare(Section("licences", _("Licences"), "licences", 30))
declare(Section("dossiers", _("Dossiers"), "firm_dossiers", 35))
declare(Section("arrivals", _("Arrivées et départs"), "arrivals", 15, offered_to=lambda user: bool(standing_of(user).firms_where(Right.MEMBERS))))
