"""What happens to the rows of a sheet of client users: looked at together, then made by the one verb that page and API ask as well."""

from django.contrib.auth import get_user_model

from comptoir.clients.models import Client, ClientAccess, ClientUser, Contact, Dossier
from comptoir.imports.models import ImportMade
from comptoir.kernel.among import among

from ..actions import provision
from ..checking import check
from ..decisions import Code
from ..limits import Limits, limits_of_member
from .rows import COLUMN_OF, RowReader, same
from .state import Names, states_of


def limits_of(job):
    """How far the rows of an import may go: as far as whoever started it, and everywhere in the firm for who runs the installation."""
    if job.from_command:
        return Limits(Client.objects.filter(firm=job.firm, merged_into=None), Dossier.objects.filter(firm=job.firm))
    return limits_of_member(job.started_by, job.firm)


class ClientUserDesk:
    def __init__(self, job, layout):
        self.job, self.firm, self.by = job, job.firm, job.started_by
        self.limits = limits_of(job)
        self.names = Names.of(self.firm, self.limits)
        self.reader = RowReader(layout, self.names, self.firm.country)
        self.first_lines = {}

    def read(self, line, cells):
        row = self.reader.read(line, cells)
        first = self.first_lines.setdefault(row.asked.email, line) if row.asked.email else line
        if first != line:
            row.problems.append(self.reader.problem(row, "email", "email_on_line", other_line=first))
        return row

    def look(self, rows):
        self.recognise(rows)
        left = [row for row in rows if not row.is_known]
        # Who cannot come in leads nobody: those with problems of their own are asked about last.
        asked = [*self.in_order([row for row in left if not row.problems]), *(row for row in left if row.problems)]
        for row, problems in zip(asked, self.check([row.asked for row in asked]), strict=True):
            self.add(row, problems)

    def check(self, asked):
        return check(asked, by=self.by, firm=self.firm, limits=self.limits) if asked else []

    def in_order(self, rows):
        """Administrators first: so the first person of a company may stand anywhere in the file."""
        return sorted(rows, key=lambda row: (row.asked.type != ClientAccess.Type.ADMINISTRATOR, row.line))

    def recognise(self, rows):
        """Mark the rows that say nothing but what is there: a list that was exported and comes in again changes nothing."""
        by_email = {row.asked.email: row for row in rows if row.asked.email and not row.problems}
        places = ClientUser.objects.kept().filter(firm=self.firm, user__in=self.users(by_email)).select_related("user")
        if not self.job.from_command:
            places = places.filter(pk__in=ClientUser.objects.visible_to(self.by))
        places = list(places)
        states = states_of(places, self.names) if places else {}
        for place in places:
            row = by_email[place.user.email]
            row.is_known = same(row.asked, states[place.pk], row.filled)

    def users(self, emails):
        return get_user_model().objects.filter(among("email", emails)) if emails else get_user_model().objects.none()

    def add(self, row, problems):
        """Say these provisioning.Problem of a row, but where something is said already."""
        # Without a company nobody knows whose dossiers are meant.
        said = row.at_fault | ({"dossiers"} if row.asked.client_id is None and "dossiers" in row.filled else set())
        for problem in problems:
            column = COLUMN_OF.get(problem.field, problem.field)
            if column not in said:
                row.problems.append(self.reader.problem(row, column, problem.code.value, stored(problem), is_warning=problem.is_warning))

    def write(self, rows):
        by_line = {row.line: row for row in rows}
        emails = [row.asked.email for row in rows]
        accounts = set(self.users(emails).values_list("email", flat=True)) if emails else set()
        contacts = set(Contact.objects.filter(among("email", emails), firm=self.firm).values_list("pk", flat=True)) if emails else set()
        outcome = provision([row.asked for row in rows], by=self.by, firm=self.firm, limits=self.limits)
        for asked, problems in outcome.refused:
            self.add(by_line[asked.line], problems)
        return list(self.made(outcome.made, accounts, contacts))

    def made(self, made, accounts, contacts):
        """The ImportMade of each person made, with what undoing needs to know."""
        if not made:
            return
        rows = Contact.objects.filter(among("user_id", [place.user_id for _asked, place in made]), firm=self.firm)
        new = {row.user_id: row.pk for row in rows if row.pk not in contacts}
        for asked, place in made:
            about = {"account": asked.email not in accounts, "contact": new.get(place.user_id), "clients": sorted(asked.reach)}
            yield ImportMade(line=asked.line, target_id=place.pk, name=place.user.full_name[:200], about=about)


def stored(problem):
    """The words of a provisioning.Problem as JSON keeps them."""
    if problem.code is Code.APPLICATIONS:
        finding = problem.words["finding"]
        return {"fault": finding.fault.value, "families": [family.name for family in finding.families]}
    return problem.words
