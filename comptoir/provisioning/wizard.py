"""A draft as the person at its pages meets it: what each step holds, what is wrong with it now, and where the wizard may stand."""

from functools import cached_property

from django.utils.translation import gettext as _

from comptoir.clients.models import Client, ClientAccess

from .asking import asked_of, companies_for, dossiers_in
from .checking import check
from .decisions import Code
from .forms.applications import ApplicationsShown
from .forms.company import CompanyForm
from .forms.dossiers import DossiersShown
from .forms.person import PersonForm
from .steps import LABELS, ORDER, Step

# The step at which each field of Asked is asked for.
STEP_OF = {
    **dict.fromkeys(("client_id", "mode", "plan_id"), Step.COMPANY),
    **dict.fromkeys(("last_name", "first_name", "email", "phone", "language", "type", "level"), Step.PERSON),
    "reach": Step.DOSSIERS,
    "application_ids": Step.APPLICATIONS,
}


class Wizard:
    """Everything is read and checked at each question: plans go, companies merge, addresses are taken, rights are lost while a draft waits."""

    def __init__(self, draft, person):
        self.draft, self.person = draft, person
        self.answers = draft.answers
        # The company that the address names, where nothing was answered yet.
        self.suggested = {}

    @cached_property
    def asked(self):
        return asked_of(self.answers)

    @cached_property
    def problems(self):
        """What is wrong now; a shared address that was confirmed is not."""
        confirmed = self.answers.get(Step.PERSON, {}).get("confirmed")
        found = check([self.asked], by=self.person, firm=self.draft.firm)[0]
        return [one for one in found if one.code is not Code.EMAIL_GENERIC or confirmed != self.asked.email]

    def problems_at(self, step):
        return [one for one in self.problems if STEP_OF.get(one.field) is step]

    def is_answered(self, step):
        return step is Step.SUMMARY or step in self.answers

    def obstacle(self, until):
        """The first step before `until` that is not answered yet, or not in order any more; None when the way is free."""
        earlier = ORDER[: ORDER.index(until)]
        return next((step for step in earlier if not self.is_answered(step) or self.problems_at(step)), None)

    def line(self, current):
        """The steps as the line at the top shows them: (step, label, whether it can be gone to, whether it is done)."""
        free = self.obstacle(Step.ACTIVATION)
        reach = ORDER.index(free) if free else len(ORDER) - 1
        return [
            {"step": step, "label": LABELS[step], "is_open": number <= reach, "is_done": number < reach and step != current}
            for number, step in enumerate(ORDER)
        ]

    # What each step shows

    def company(self, words=""):
        form = CompanyForm(initial=self.answers.get(Step.COMPANY, self.suggested), person=self.person, words=words)
        if self.is_answered(Step.COMPANY):
            form.say(self.problems_at(Step.COMPANY))
        return {"form": form, "merged_into": self.merged_into()}

    def merged_into(self):
        """The client that the company became meanwhile, as far as the person serves it."""
        merged = Client.objects.filter(pk=self.asked.client_id or 0).exclude(merged_into=None).first()
        return merged and companies_for(self.person).filter(pk=merged.merged_into_id).first()

    def person_step(self):
        billed = self.asked.client_id
        is_first = bool(billed) and not ClientAccess.objects.administering().filter(client=billed).exists()
        form = PersonForm(initial=self.answers.get(Step.PERSON, {}), is_first=is_first)
        warned = []
        if self.is_answered(Step.PERSON):
            problems = self.problems_at(Step.PERSON)
            warned = [one for one in problems if one.is_warning]
            form.say([one for one in problems if not one.is_warning])
        known = next((one.words.get("client_user") for one in self.problems_at(Step.PERSON) if one.code is Code.ALREADY_HERE), None)
        confirmed = self.asked.email if warned else self.answers.get(Step.PERSON, {}).get("confirmed", "")
        return {"form": form, "warned": warned, "confirmed": confirmed, "known_client_user": known, "company": self.draft.client}

    def dossiers(self, words=""):
        return {"choice": DossiersShown(dossiers_in(self.answers), person=self.person, firm=self.draft.firm, billed=self.asked.client_id, words=words)}

    def applications(self):
        return {"choice": ApplicationsShown(self.answers.get(Step.APPLICATIONS, {}), self.draft.firm_id)}

    def summary(self):
        company = self.company()["form"]
        person = PersonForm(initial=self.answers.get(Step.PERSON, {}))
        labels = {
            name: dict(form.fields[name].choices) for form, names in ((company, ("mode", "plan")), (person, ("type", "level", "language"))) for name in names
        }
        applications = self.applications()["choice"]
        return {
            "asked": self.asked,
            "company": self.draft.client,
            "mode": labels["mode"].get(self.asked.mode, ""),
            "plan": labels["plan"].get(str(self.asked.plan_id), ""),
            "type": labels["type"].get(self.asked.type, ""),
            "level": labels["level"].get(self.asked.level, ""),
            "language": labels["language"].get(self.asked.language, ""),
            "companies": self.dossiers()["choice"].companies,
            "applications": [one.name for one in applications.catalogue.applications if one.pk in self.asked.application_ids],
        }

    def activation(self):
        kept = self.answers.get(Step.ACTIVATION, {})
        return {"asked": self.asked, "when": kept.get("when") or "now", "mail": kept.get("mail", ""), "company": self.draft.client}

    def shown(self, step, words=""):
        """The context of a step's page."""
        parts = {
            Step.COMPANY: lambda: self.company(words),
            Step.PERSON: self.person_step,
            Step.DOSSIERS: lambda: self.dossiers(words),
            Step.APPLICATIONS: self.applications,
            Step.SUMMARY: self.summary,
            Step.ACTIVATION: self.activation,
        }
        return parts[step]()

    @property
    def name(self):
        """How a draft is called in lists: by the person, else by the company."""
        person = f"{self.asked.first_name} {self.asked.last_name}".strip()
        return person or (self.draft.client.name if self.draft.client else _("Nouveau client"))
