"""What can be done to many conversations at once: one form each, which says in numbers what it will do and what it did."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.away.models import Absence
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership, Team

from .actions.bulk import Assign, Close, GiveMission, MarkRead, Reopen, SetDue, Snooze
from .models import Mission

MORNING = time(8)
LONGEST_SLEEP = timedelta(days=366)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ChangeForm(forms.Form):
    """A change without anything to say about it. `title` and `button` name it, `is_plain`: it is made at once, even to many."""

    title = ""
    button = ""
    help = ""
    icon = "check"
    is_plain = False

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def change(self):
        raise NotImplementedError

    def done(self, count):
        """What it did, in numbers."""
        raise NotImplementedError


class CloseForm(ChangeForm):
    title = _l("Clore")
    button = _l("Clore")
    help = _l("Elles quittent les boîtes de ce qui est à faire. Vous et vos clients pouvez les rouvrir.")

    def change(self):
        return Close()

    def done(self, count):
        return ngettext("Une conversation close.", "%(count)s conversations closes.", count) % {"count": count}


class ReopenForm(ChangeForm):
    title = _l("Rouvrir")
    button = _l("Rouvrir")
    icon = "rotate-ccw"
    is_plain = True

    def change(self):
        return Reopen()

    def done(self, count):
        return ngettext("Une conversation rouverte.", "%(count)s conversations rouvertes.", count) % {"count": count}


class ReadForm(ChangeForm):
    title = _l("Marquer comme lues")
    button = _l("Marquer comme lues")
    icon = "check-check"
    is_plain = True

    def change(self):
        return MarkRead()

    def done(self, count):
        return ngettext("Une conversation marquée comme lue.", "%(count)s conversations marquées comme lues.", count) % {"count": count}


class AssignForm(ChangeForm):
    title = _l("Assigner")
    button = _l("Assigner")
    help = _l("À une équipe qui répond à tour de rôle, elles sont partagées entre ceux qui sont là.")
    icon = "user-round-check"

    assignee = forms.ChoiceField(label=_l("Assigner à"), required=False)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        firms = standing_of(person).firm_ids
        colleagues = Membership.objects.active().filter(firm__in=firms).values("user")
        self.people = {f"user:{user.pk}": user for user in get_user_model().objects.filter(pk__in=colleagues).order_by("last_name", "first_name")}
        self.teams = {f"team:{team.pk}": team for team in Team.objects.filter(firm__in=firms).order_by("name")}
        away = set(Absence.objects.covering(timezone.now()).filter(firm__in=firms).values_list("user_id", flat=True))
        self.fields["assignee"].choices = [
            ("", _("Personne")),
            (_("Collaborateurs"), [(key, self.named(user, away)) for key, user in self.people.items()]),
            (_("Équipes"), [(key, team.name) for key, team in self.teams.items()]),
        ]

    @staticmethod
    def named(user, away):
        return _("%(name)s (en absence)") % {"name": user.full_name} if user.pk in away else user.full_name

    def change(self):
        key = self.cleaned_data["assignee"]
        return Assign(user=self.people.get(key), team=self.teams.get(key))

    def done(self, count):
        key = self.cleaned_data["assignee"]
        if not key:
            return ngettext("Une conversation n’est plus assignée.", "%(count)s conversations ne sont plus assignées.", count) % {"count": count}
        name = self.people[key].full_name if key in self.people else self.teams[key].name
        return ngettext("Une conversation assignée à %(name)s.", "%(count)s conversations assignées à %(name)s.", count) % {"count": count, "name": name}


class SnoozeForm(ChangeForm):
    title = _l("Mettre en veille")
    button = _l("Mettre en veille")
    help = _l("Elles reviennent à ce moment, ou dès que le client écrit.")
    icon = "moon"

    until = forms.DateField(label=_l("Jusqu’au"), widget=DAY, error_messages={"required": _l("Indiquez un jour."), "invalid": _l("Indiquez un jour.")})
    at = forms.TimeField(label=_l("Heure"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"until": timezone.localdate() + timedelta(days=1), "at": MORNING} | self.initial

    def clean_until(self):
        day = self.cleaned_data["until"]
        if not timezone.localdate() <= day <= timezone.localdate() + LONGEST_SLEEP:
            raise ValidationError(_("Choisissez un jour à venir, dans l’année."))
        return day

    def clean(self):
        data = super().clean()
        if "until" in data and "at" in data:
            data["moment"] = timezone.make_aware(datetime.combine(data["until"], data["at"] or MORNING))
            if data["moment"] <= timezone.now():
                self.add_error("at", _("Ce moment est déjà passé."))
        return data

    def change(self):
        return Snooze(self.cleaned_data["moment"])

    def done(self, count):
        return ngettext("Une conversation en veille.", "%(count)s conversations en veille.", count) % {"count": count}


class WakeForm(ChangeForm):
    title = _l("Réveiller")
    button = _l("Réveiller")
    icon = "bell-ring"
    is_plain = True

    def change(self):
        return Snooze(None)

    def done(self, count):
        return ngettext("Une conversation réveillée.", "%(count)s conversations réveillées.", count) % {"count": count}


class MissionForm(ChangeForm):
    title = _l("Donner une mission")
    button = _l("Enregistrer")
    icon = "tag"

    mission = forms.ModelChoiceField(Mission.objects.none(), label=_l("Mission"), required=False, empty_label=_l("Aucune"))

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.fields["mission"].queryset = Mission.objects.visible_to(person)

    def change(self):
        return GiveMission(self.cleaned_data["mission"])

    def done(self, count):
        return ngettext("Mission notée sur une conversation.", "Mission notée sur %(count)s conversations.", count) % {"count": count}


class DueForm(ChangeForm):
    title = _l("Fixer une échéance")
    button = _l("Enregistrer")
    icon = "calendar"

    due_on = forms.DateField(label=_l("Échéance"), required=False, widget=DAY, error_messages={"invalid": _l("Indiquez un jour.")})

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and not 2000 <= day.year <= 2199:
            raise ValidationError(_("Indiquez un jour entre 2000 et 2199."))
        return day

    def change(self):
        return SetDue(self.cleaned_data["due_on"])

    def done(self, count):
        return ngettext("Échéance notée sur une conversation.", "Échéance notée sur %(count)s conversations.", count) % {"count": count}


CHANGES = {
    "close": CloseForm, "reopen": ReopenForm, "assign": AssignForm, "snooze": SnoozeForm, "wake": WakeForm, "mission": MissionForm, "due": DueForm,
    "read": ReadForm,
}  # fmt: skip


def told(form, outcome):
    """What became of it, in numbers: what changed, and what stayed and why."""
    sentences = [form.done(len(outcome.changed))] if outcome.changed else [_("Rien n’a changé.")]
    if outcome.same:
        sentences.append(ngettext("Une l’était déjà.", "%(count)s l’étaient déjà.", outcome.same) % {"count": outcome.same})
    if outcome.refused:
        sentences.append(ngettext("Une ne s’y prêtait pas.", "%(count)s ne s’y prêtaient pas.", outcome.refused) % {"count": outcome.refused})
    return " ".join(sentences)
