from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """To whom a question is put."""

    ACCOUNTANT = "accountant", _("Question pour comptable")
    ENTREPRENEUR = "entrepreneur", _("Question pour entrepreneur")


class ParticipationQuerySet(models.QuerySet):
    def covering(self, dossier, side):
        """Every choice that speaks of `dossier`: on the dossier itself, its licence, or all dossiers of the firm."""
        return self.filter(
            Q(dossier_id=dossier.pk) | Q(dossier=None, licence_id=dossier.licence_id) | Q(dossier=None, licence=None),
            firm_id=dossier.firm_id,
            side=side,
        )


class Participation(models.Model):
    """A person's departure from the defaults of C4: for one dossier, one licence, or (both empty) all dossiers of the firm."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="participations")
    licence = models.ForeignKey("firms.Licence", models.CASCADE, null=True, blank=True, related_name="+")
    dossier = models.ForeignKey("clients.Dossier", models.CASCADE, null=True, blank=True, related_name="participations")
    side = models.CharField(max_length=15, choices=Side)
    takes_part = models.BooleanField()

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "dossier", "side"], name="one_choice_per_dossier", condition=~Q(dossier=None)),
            models.UniqueConstraint(fields=["user", "licence", "side"], name="one_choice_per_licence", condition=~Q(licence=None)),
            models.UniqueConstraint(fields=["user", "firm", "side"], name="one_choice_for_all", condition=Q(dossier=None, licence=None)),
            models.CheckConstraint(condition=Q(dossier=None) | Q(licence=None), name="one_participation_scope"),
        ]
        indexes = [models.Index(fields=["firm", "side"], name="wide_participation", condition=Q(dossier=None))]
