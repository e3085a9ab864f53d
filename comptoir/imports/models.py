"""A file on its way in: a row that can be left and found again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of

from .kinds import CLIENTS, get_kind
from .sentences import sentence


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
    # The code of a Kind (`kinds.py`).
    kind = models.CharField(max_length=40, default=CLIENTS, db_default=CLIENTS)
    # Where rows without a «Licence» go.
    licence = models.ForeignKey("firms.Licence", models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.ForeignKey("documents.StoredFile", models.RESTRICT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    is_dry_run = models.BooleanField(default=True)
    # False: good rows come in and bad ones stay out. True: one bad row keeps the whole file out.
    all_or_nothing = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Why the whole file was refused: a code of `sentences.py`.
    problem = models.CharField(max_length=30, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    # Rows that come in, with something to think about.
    warning_count = models.PositiveIntegerField(default=0, db_default=0)
    ignored_columns = models.JSONField(default=list)
    # The clients that came in: {"count": 31, "licence_ids": [1], "names": the first three}. Kept here so that a resumed import tells of all of them.
    added = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True, blank=True)
    # Started by whoever runs the installation: no person's rights limit it.
    from_command = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # How many of the things made are gone; those that stayed say why (`ImportMade.kept`).
    undone_count = models.PositiveIntegerField(default=0, db_default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["firm", "-id"], name="import_of_firm"),
            models.Index(fields=["id"], name="import_waiting", condition=Q(state__in=["waiting", "running"])),
        ]

    def __str__(self):
        return f"Import {self.pk}"

    @property
    def is_busy(self):
        """Whether somebody who watches should keep watching."""
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def good_count(self):
        return self.created_count + self.changed_count + self.unchanged_count

    @property
    def can_be_carried_out(self):
        return self.state == self.State.CHECKED and bool(self.good_count)

    @property
    def about(self):
        """Its Kind."""
        return get_kind(self.kind)

    @property
    def can_be_undone(self):
        """Whether there is something to take back, and nobody did so yet."""
        return self.about.undo is not None and self.state == self.State.DONE and self.undone_at is None and self.created_count > 0

    @property
    def headline(self):
        """Where it stands, in one sentence."""
        if self.undone_at:
            return _("L’importation a été annulée.")
        if self.state == self.State.WAITING:
            return _("L’importation va commencer.") if not self.is_dry_run else _("La vérification va commencer.")
        if self.state == self.State.RUNNING:
            return _("L’importation est en cours.") if not self.is_dry_run else _("La vérification est en cours.")
        if self.state == self.State.DONE:
            return _("Les lignes correctes sont importées.") if self.error_count else _("Tout est importé.")
        if self.state == self.State.FAILED:
            return _("Rien n’a été importé.")
        return _("Rien n’est encore importé.")

    @property
    def refusal(self):
        """Why the file as a whole was refused, as a sentence."""
        return sentence(self.problem, kind=self.about) if self.problem else ""


class ImportProblem(models.Model):
    """What is wrong in one cell: the line as the spreadsheet numbers it, the column as the file names it, and the sentence's code."""

    job = models.ForeignKey(Import, models.CASCADE, db_column="import_id", related_name="problems")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=30)
    value = models.CharField(max_length=120, blank=True)
    # The line that this one repeats.
    other_line = models.PositiveIntegerField(null=True, blank=True)
    # What else the sentence of its kind needs.
    words = models.JSONField(default=dict, db_default={})
    # The row comes in all the same.
    is_warning = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["line", "id"]

    @property
    def text(self):
        return sentence(self.code, other_line=self.other_line, kind=self.job.about, words=self.words)


class ImportMade(models.Model):
    """Something that an import made, for who takes it back: the row of the file, and the id of the thing."""

    job = models.ForeignKey(Import, models.CASCADE, db_column="import_id", related_name="made")
    line = models.PositiveIntegerField()
    target_id = models.BigIntegerField()
    # What its kind needs to know: {"account": true, …}
    about = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    # Why it stayed when the import was undone: a code of its kind.
    kept = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["line", "id"]
        constraints = [models.UniqueConstraint(fields=["job", "line"], name="made_once_per_line")]

    @property
    def reason(self):
        """Why it stayed, as a sentence."""
        return sentence(self.kept, kind=self.job.about) if self.kept else ""
