"""The access review's page of «Administration»."""

from django.utils.translation import gettext_lazy as _

from comptoir.firms.administration import Section, declare

from .review import may_review

declare(Section("access-review", _("Revue des accès"), "access_review", 60, offered_to=may_review))
