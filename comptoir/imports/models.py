"""A client list on its way in: a row that can be left and found again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The imports of the firms one administers, and one's own while one works there."""
        standing = standing_of(user)
        return self.filter(Q(firm_id__in=standing.administered_firm_ids) | Q(firm_id__in=standing.firm_ids, started_by_id=user.pk))


class Import(models.Model):
    """One file, read once as a dry run and then, when somebody says so, for good."""

    class State(models.TextChoices):
        WAITING = "waiting", _("En attente")
        RUNNING = "running", _("En cours")
        CHECKED = "checked", _("Vérifié")
        DONE = "done", _("Terminé")
        FAILED = "failed", _("Illisible")

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="imports")
    # Where rows without a «Licence» go.
    licence = models.ForeignKey("firms.Licence", models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.ForeignKey("documents.StoredFile", models.RESTRICT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    is_dry_run = models.BooleanField(default=True)
    # False: good rows come in and bad ones stay out. True: one bad row keeps the whole file out.
    all_or_nothing = models.BooleanField(default=False)
    claimed_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    ignored_columns = models.JSONField(default=list)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["firm", "-id"], name="import_of_firm"),
            models.Index(fields=["id"], name="import_waiting", condition=Q(state__in=["waiting", "running"])),
        ]


class ImportProblem(models.Model):
    """What is wrong in one cell: the line as the spreadsheet numbers it, the column as the file names it, and the sentence's code."""

    job = models.ForeignKey(Import, models.CASCADE, db_column="import_id", related_name="problems")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=30)
    value = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["line", "id"]
