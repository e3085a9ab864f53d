"""What happens to the rows of a list of colleagues: looked at together, then changed by the verb that page and API ask as well."""

from comptoir.events.recording import record_events
from comptoir.firms.models import Membership
from comptoir.imports.models import ImportMade
from comptoir.kernel.among import among

from ..actions.members import change_each, refusals_of
from .rows import Names, RowReader

NUMBERED = "member.numbered"


class MemberDesk:
    def __init__(self, job, layout):
        self.job, self.firm, self.by = job, job.firm, job.started_by
        self.reader = RowReader(layout, Names(self.firm))
        self.first_lines = {}

    def read(self, line, cells):
        row = self.reader.read(line, cells)
        for name in ("email", "number"):
            value = row.values.get(name)
            first = self.first_lines.setdefault((name, value), line) if value else line
            if first != line:
                row.problems.append(self.reader.problem(row, name, f"{name}_on_line", other_line=first))
        return row

    def in_order(self, rows):
        return rows

    def look(self, rows):
        """Who is meant, whether anything changes, and whether it may."""
        self.recognise(rows)
        here = {row.membership.pk: row for row in rows if row.membership}
        changing, refused = self.judged(here)
        for row in here.values():
            row.is_known = row.membership.pk not in changing and row.values.get("number", row.membership.number) == row.membership.number
            self.look_at_names(row)
        for pk, refusal in refused.items():
            here[pk].problems.append(self.reader.problem(here[pk], "role", f"refused_{refusal}", {"name": here[pk].membership.user.full_name}))
        self.look_at_numbers(rows)

    def judged(self, here):
        """(the ids of those who would change, {id: Refusal} of those who may not)."""
        if not here:
            return set(), {}
        if self.by is None:
            return set(here), dict.fromkeys(here, "no_right")
        return refusals_of(self.members(here), lambda row: here[row.pk].change, by=self.by)

    def recognise(self, rows):
        by_email = {row.values["email"]: row for row in rows if row.values.get("email") and not row.problems}
        found = Membership.objects.active().filter(among("user__email", list(by_email)), firm=self.firm).select_related("user") if by_email else []
        for membership in found:
            by_email[membership.user.email].membership = membership
        for row in by_email.values():
            if row.membership is None:
                row.problems.append(self.reader.problem(row, "email", "nobody_here"))

    def look_at_names(self, row):
        """Names are their person's own: another one is said, and changes nothing."""
        for name in ("last_name", "first_name"):
            if name in row.values and row.values[name] != getattr(row.membership.user, name):
                words = {"name": row.membership.user.full_name}
                row.problems.append(self.reader.problem(row, name, "name_stays", words, is_warning=True))

    def look_at_numbers(self, rows):
        numbers = {row.values["number"]: row for row in rows if row.values.get("number")}
        holders = Membership.objects.filter(among("number", list(numbers)), firm=self.firm).select_related("user") if numbers else []
        for holder in holders:
            row = numbers[holder.number]
            if row.membership is None or row.membership.pk != holder.pk:
                row.problems.append(self.reader.problem(row, "number", "number_taken", {"name": holder.user.full_name}))

    def write(self, rows):
        by_id = {row.membership.pk: row for row in rows}
        outcome = change_each(self.members(by_id), lambda row: by_id[row.pk].change, by=self.by)
        for membership, refusal in outcome.refused:
            row = by_id[membership.pk]
            row.problems.append(self.reader.problem(row, "role", f"refused_{refusal}", {"name": membership.user.full_name}))
        refused = {membership.pk for membership, _refusal in outcome.refused}
        good = [row for row in rows if row.membership.pk not in refused]
        self.number(good)
        return [ImportMade(line=row.line, target_id=row.membership.pk, name=row.membership.user.full_name[:200]) for row in good]

    def number(self, rows):
        numbered = [row for row in rows if row.values.get("number", row.membership.number) != row.membership.number]
        told = [(row.membership, {"person": row.membership.user.full_name, "before": row.membership.number, "after": row.values["number"]}) for row in numbered]
        # Numbers may change hands within one file: first nobody has them.
        Membership.objects.filter(among("pk", [row.membership.pk for row in numbered])).update(number="")
        for row in numbered:
            row.membership.number = row.values["number"]
        Membership.objects.bulk_update([row.membership for row in numbered], ["number"])
        record_events(NUMBERED, told, actor=self.by)

    def members(self, ids):
        return Membership.objects.filter(among("pk", list(ids)), firm=self.firm)
