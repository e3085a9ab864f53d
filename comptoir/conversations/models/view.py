from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those that colleagues share."""
        return self.filter(Q(owner_id=user.pk) | Q(is_shared=True), firm__in=standing_of(user).firm_ids)


class SavedView(models.Model):
    """The inbox as somebody filtered it, under a name. `query` is the address's, without «?»."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(_("partagée avec mes collègues"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["firm", "owner", "name"], name="one_view_per_name")]

    def __str__(self):
        return self.name
