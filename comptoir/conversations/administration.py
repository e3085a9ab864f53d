"""Conversations' page of «Administration»."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.firms.administration import Section, declare

declare(Section("missions", _("Missions"), "missions", 80, offered_to=lambda user: bool(standing_of(user).administered_firm_ids)))
