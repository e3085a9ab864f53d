"""`python -m comptoir import FILE --firm SLUG [--licence NAME] [--dry-run]`"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from comptoir.documents.actions import FileRefused
from comptoir.firms.models import Firm
from comptoir.imports.actions import import_file
from comptoir.imports.kinds import CLIENTS, codes
from comptoir.imports.models import Import
from comptoir.kernel.text import fold


class Command(BaseCommand):
    requires_system_checks = []
    help = "Import a client list or client users (.xlsx or .csv). Exit status 0 without errors, 1 with."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--firm", required=True, metavar="SLUG")
        parser.add_argument("--kind", default=CLIENTS, choices=codes(), help="what the file holds")
        parser.add_argument("--licence", metavar="NAME", help="where rows without a licence of their own go")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *, file, firm, licence, dry_run, kind, **options):
        with translation.override("fr"):
            job = self.run(file, firm, licence, dry_run, kind)
            for problem in job.problems.all():
                self.stdout.write(f"ligne {problem.line}, {problem.column} : {problem.text}")
            self.stdout.write(summary(job))
        if job.error_count:
            raise SystemExit(1)

    def run(self, file, slug, licence_name, dry_run, kind):
        """The finished Import. Raises CommandError, whose text is one line in French."""
        firm = Firm.objects.filter(slug=slug).first()
        if firm is None:
            raise CommandError(f"Aucun cabinet «{slug}».")
        try:
            job = import_file(file, firm=firm, kind=kind, licence=self.licence_of(firm, licence_name), is_dry_run=dry_run)
        except (FileRefused, OSError) as refusal:
            raise CommandError(str(refusal) if isinstance(refusal, FileRefused) else f"«{file}» ne peut pas être lu.") from None
        if job.state == Import.State.FAILED:
            raise CommandError(job.refusal)
        return job

    def licence_of(self, firm, name):
        if not name:
            return None
        found = [licence for licence in firm.licences.all() if fold(licence.name) == fold(name)]
        if not found:
            raise CommandError(f"Aucune licence «{name}» au cabinet «{firm.slug}».")
        return found[0]


def summary(job):
    """The last line, as scripts read it."""
    total = job.good_count + job.error_count
    return (
        f"lignes : {total} · créées : {job.created_count} · modifiées : {job.changed_count} · "
        f"inchangées : {job.unchanged_count} · en erreur : {job.error_count}"
    )
