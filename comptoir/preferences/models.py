"""Values that stand somewhere. Sparse: no row means inherited."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone

from .catalogue import Scope


class SettingValue(models.Model):
    """A setting's value at one scope. `holder` says whose it is in one word (`user:12`, `role:3:staff`): one index finds a whole cascade."""

    key = models.CharField(max_length=60)
    scope = models.CharField(max_length=10, choices=[(scope.value, scope.value) for scope in Scope])
    holder = models.CharField(max_length=60)
    # The same as rows, so that nothing outlives whom it belongs to. A person's own value belongs to no firm.
    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, related_name="+")
    licence = models.ForeignKey("firms.Licence", models.CASCADE, null=True, related_name="+")
    dossier = models.ForeignKey("clients.Dossier", models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    value = models.JSONField()
    is_locked = models.BooleanField(default=False)
    # Where it holds only for those who joined from then on: since when, and [value] of what holds for the others, if anything (F4).
    since = models.DateTimeField(null=True, blank=True)
    kept = models.JSONField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "key"], name="one_value_per_holder"),
            models.CheckConstraint(
                name="imposed_on_somebody_narrower",
                condition=models.Q(is_locked=False) | ~models.Q(scope=Scope.USER),
            ),
            models.CheckConstraint(name="imposed_on_everybody", condition=models.Q(is_locked=False) | models.Q(since=None)),
        ]


@dataclass(frozen=True)
class Holder:
    """Whom a value belongs to: a firm, a role in it, a licence, a dossier, or a person."""

    scope: Scope
    name: str
    target: object
    role: str = ""

    @classmethod
    def of_user(cls, user):
        return cls(Scope.USER, f"user:{user.pk}", user)

    @classmethod
    def of_firm(cls, firm):
        return cls(Scope.FIRM, f"firm:{firm.pk}", firm)

    @classmethod
    def of_role(cls, firm, role):
        return cls(Scope.ROLE, f"role:{firm.pk}:{role}", firm, role)

    @classmethod
    def of_licence(cls, licence):
        return cls(Scope.LICENCE, f"licence:{licence.pk}", licence)

    @classmethod
    def of_dossier(cls, dossier):
        return cls(Scope.DOSSIER, f"dossier:{dossier.pk}", dossier)

    @property
    def columns(self):
        """{column: id} of the rows that a value of this holder hangs on."""
        if self.scope is Scope.USER:
            return {"user_id": self.target.pk}
        if self.scope in (Scope.FIRM, Scope.ROLE):
            return {"firm_id": self.target.pk}
        return {"firm_id": self.target.firm_id, f"{self.scope}_id": self.target.pk}
