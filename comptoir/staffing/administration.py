"""The pages of «Administration» about the people of the firm."""

from django.utils.translation import gettext_lazy as _

from comptoir.firms.administration import Section, declare

declare(Section("members", _("Collaborateurs"), "members", 10))
declare(Section("teams", _("Équipes"), "teams", 20))
declare(Section("roles", _("Rôles"), "roles", 25))
declare(Section("licences", _("Licences"), "licences", 30))
declare(Section("dossiers", _("Dossiers"), "firm_dossiers", 35))
