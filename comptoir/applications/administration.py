"""The catalogue's page of «Administration»."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.firms.administration import Section, declare
from comptoir.firms.rights import Right

declare(Section("applications", _("Applications"), "applications", 50, offered_to=lambda user: bool(standing_of(user).firms_where(Right.APPLICATIONS))))
