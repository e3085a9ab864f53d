from django.db import models
from django.utils.translation import gettext_lazy as _

from comptoir.firms.models import OfFirms


class Mission(models.Model):
    """What a conversation is about, in the firm's own words: «Tenue», «Paie»."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="missions")
    name = models.CharField(_("nom"), max_length=60)

    objects = OfFirms.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="one_mission_per_name")]

    def __str__(self):
        return self.name
