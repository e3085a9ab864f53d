from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.models import Dossier
from comptoir.firms.models import Firm, Team
from comptoir.ui.moments import full_moment

from .actions import AlreadyAway, end_absence, start_absence
from .models import Absence

MORNING = time(9)


class AbsenceForm(forms.Form):
    """The switch, the delegate, the moment of return (A1). Times are the person's."""

    is_away = forms.BooleanField(label=_l("Mode absence"), required=False)
    delegate = forms.ChoiceField(label=_l("Assigner à"), required=False)
    until = forms.DateField(label=_l("Absent jusqu’au"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_l("Heure"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args, person, **kwargs):
        self.person = person
        self.firm = Firm.objects.visible_to(person).order_by("pk").first()
        self.absence = Absence.objects.current_or_planned(timezone.now()).filter(user=person, firm=self.firm).first()
        super().__init__(*args, initial=self.as_it_is(), **kwargs)
        self.colleagues = get_user_model().objects.filter(memberships__firm=self.firm, memberships__left_at=None, is_active=True).exclude(pk=person.pk)
        self.teams = Team.objects.filter(firm=self.firm)
        self.fields["delegate"].choices = self.delegate_choices()

    def as_it_is(self):
        absence = self.absence
        if absence is None:
            return {"at": MORNING}
        back = timezone.localtime(absence.ends_at) if absence.ends_at else None
        kind, delegate = ("user", absence.delegate_user_id) if absence.delegate_user_id else ("team", absence.delegate_team_id)
        return {
            "is_away": True,
            "delegate": f"{kind}:{delegate}" if delegate else "",
            "until": back.date() if back else None,
            "at": back.time() if back else MORNING,
        }

    def delegate_choices(self):
        people = [(f"user:{user.pk}", user.full_name) for user in self.colleagues.order_by("first_name", "last_name")]
        teams = [(f"team:{team.pk}", team.name) for team in self.teams]
        return [("", _("Personne : elles m’attendent")), (_("Collaborateurs"), people), (_("Équipes"), teams)]

    def clean(self):
        data = super().clean()
        if not data.get("is_away") or self.errors:
            return data
        data["ends_at"] = self.moment_of_return(data)
        if data["ends_at"] and data["ends_at"] <= timezone.now():
            self.add_error("until", _("Ce moment est déjà passé."))
        elif data["ends_at"] and data["ends_at"] > timezone.now() + timedelta(days=3 * 366):
            self.add_error("until", _("Choisissez une date dans les trois ans."))
        return data

    @staticmethod
    def moment_of_return(data):
        """The day and hour in the person's zone; an hour that the clock skips is the first one that exists after it."""
        if not data.get("until"):
            return None
        return timezone.make_aware(datetime.combine(data["until"], data.get("at") or MORNING))

    @property
    def chosen_colleague(self):
        """The colleague in «Assigner à», saved or just chosen; None for a team or nobody."""
        kind, _colon, pk = str(self["delegate"].value() or "").partition(":")
        return self.colleagues.filter(pk=pk).first() if kind == "user" and pk.isascii() and pk.isdigit() and len(pk) < 19 else None

    @property
    def delegate_is_away(self):
        """The chosen colleague's own absence, for the hint of A3: conversations will stay with them all the same."""
        delegate = self.chosen_colleague
        return delegate and Absence.objects.covering(timezone.now()).filter(user=delegate, firm=self.firm).select_related("user").first()

    @property
    def dossiers_out_of_reach(self):
        """How many of one's dossiers the chosen colleague does not work on (A3): there they will see what is assigned to them, and no more."""
        delegate = self.chosen_colleague
        if delegate is None:
            return 0
        mine = Dossier.objects.filter(firm=self.firm, manager_links__user=self.person)
        return mine.exclude(pk__in=Dossier.objects.worked_on_by(delegate).values("pk")).count()

    def save(self):
        """Start, change or end the absence; return the sentence that says so."""
        if not self.cleaned_data["is_away"]:
            end_absence(self.person, self.firm, by=self.person)
            return _("Mode absence désactivé.")
        kind, _colon, pk = self.cleaned_data["delegate"].partition(":")
        delegate = {f"delegate_{kind}": (self.colleagues if kind == "user" else self.teams).get(pk=pk)} if kind else {}
        try:
            start_absence(self.person, self.firm, by=self.person, ends_at=self.cleaned_data["ends_at"], **delegate)
        except AlreadyAway:
            return _("Votre absence vient d’être changée dans une autre fenêtre.")
        until = self.cleaned_data["ends_at"]
        return _("Absence enregistrée jusqu’au %(moment)s.") % {"moment": full_moment(until)} if until else _("Absence enregistrée.")
