from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.firms.models import Firm
from comptoir.ui.moments import full_moment

from .actions import AlreadyAway, CannotStandIn, change_absence, end_absence, plan_absence
from .models import Absence
from .sentences import REFUSALS, refusal_sentence
from .simulation import hints
from .standing_in import manned_teams

MORNING, MIDNIGHT = time(9), time()
FARTHEST = timedelta(days=3 * 366)


def day(label):
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def clock(label):
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class PlanForm(forms.Form):
    """One absence: from when until when, who stands in, what they get. Times are those of who fills it in.

    `absence` is the one that is changed; None plans a new one. `by` somebody else than the person: an administrator, who leaves the person's
    own notifications to them (A6).
    """

    starts_on = day(_l("Absent à partir du"))
    leaves_at = clock(_l("Départ à"))
    until = day(_l("Absent jusqu’au"))
    at = clock(_l("Heure"))
    delegate = forms.ChoiceField(label=_l("Assigner à"), required=False)
    moves = forms.ChoiceField(label=_l("Ce qui lui est confié"), required=False, choices=Absence.Moves.choices, widget=forms.RadioSelect)
    gives_back = forms.BooleanField(label=_l("Tout me revient à la fin, sauf ce qui a été donné à quelqu’un d’autre"), required=False)
    tells_clients = forms.BooleanField(label=_l("Prévenir les clients qui écrivent, une fois chacun, dans leur langue"), required=False)
    notices = forms.ChoiceField(label=_l("Pendant ce temps, me prévenir"), required=False, choices=Absence.Notices.choices, widget=forms.RadioSelect)

    def __init__(self, *args, person, firm, by=None, absence=None, **kwargs):
        self.person, self.firm, self.by, self.absence = person, firm, by or person, absence
        super().__init__(*args, initial=self.as_it_is(), **kwargs)
        self.colleagues = get_user_model().objects.filter(memberships__firm=firm, memberships__left_at=None, is_active=True).exclude(pk=person.pk)
        self.teams = manned_teams(firm.pk)
        self.fields["delegate"].choices = self.delegate_choices()
        if self.has_begun:
            del self.fields["starts_on"], self.fields["leaves_at"]
        if self.by != person:
            del self.fields["notices"]
            self.fields["gives_back"].label = _("Tout lui revient à la fin, sauf ce qui a été donné à quelqu’un d’autre")

    @property
    def has_begun(self):
        return self.absence is not None and self.absence.starts_at <= timezone.now()

    def as_it_is(self):
        absence = self.absence
        if absence is None:
            return {"at": MORNING, "moves": Absence.Moves.NEW, "gives_back": True, "tells_clients": True, "notices": Absence.Notices.USUAL}
        leaves, back = timezone.localtime(absence.starts_at), timezone.localtime(absence.ends_at) if absence.ends_at else None
        kind, delegate = ("user", absence.delegate_user_id) if absence.delegate_user_id else ("team", absence.delegate_team_id)
        kept = {name: getattr(absence, name) for name in ("moves", "gives_back", "tells_clients", "notices")}
        return kept | {
            "starts_on": leaves.date(),
            "leaves_at": leaves.time(),
            "until": back.date() if back else None,
            "at": back.time() if back else MORNING,
            "delegate": f"{kind}:{delegate}" if delegate else "",
        }

    def delegate_choices(self):
        people = [(f"user:{user.pk}", user.full_name) for user in self.colleagues.order_by("first_name", "last_name")]
        teams = [(f"team:{team.pk}", team.name) for team in self.teams]
        nobody = _("Personne : elles m’attendent") if self.by == self.person else _("Personne : elles l’attendent")
        return [("", nobody), (_("Collaborateurs"), people), (_("Équipes"), teams)]

    def clean(self):
        data = super().clean()
        if self.errors or not self.is_planned(data):
            return data
        data["starts_at"] = self.moment_of_departure(data)
        data["ends_at"] = moment(data["until"], data.get("at") or MORNING)
        self.check_dates(data["starts_at"], data["ends_at"])
        if not self.errors:
            self.check_others(data)
        return data

    def is_planned(self, data):
        """Whether what was sent plans an absence at all."""
        return True

    def moment_of_departure(self, data):
        """Now when no day is given, or today without an hour."""
        if self.has_begun:
            return self.absence.starts_at
        chosen, hour = data.get("starts_on"), data.get("leaves_at")
        if chosen is None or (chosen == timezone.localdate() and hour is None):
            return timezone.now() if hour is None else moment(timezone.localdate(), hour)
        return moment(chosen, hour or MIDNIGHT)

    def check_dates(self, starts_at, ends_at):
        now, planned = timezone.now(), not self.has_begun
        if planned and starts_at < now - timedelta(minutes=1):
            self.add_error("starts_on", _("Ce moment est déjà passé."))
        elif planned and starts_at > now + FARTHEST:
            self.add_error("starts_on", _("Choisissez une date dans les trois ans."))
        if ends_at and ends_at <= now:
            self.add_error("until", _("Ce moment est déjà passé."))
        elif ends_at and ends_at <= starts_at:
            self.add_error("until", _("Le retour doit venir après le départ."))
        elif ends_at and ends_at > now + FARTHEST:
            self.add_error("until", _("Choisissez une date dans les trois ans."))

    def check_others(self, data):
        """Another absence of the same person at the same time is named; the action refuses it under a lock."""
        others = Absence.objects.overlapping(data["starts_at"], data["ends_at"]).filter(user=self.person, firm=self.firm)
        other = others.exclude(pk=self.absence.pk if self.absence else None).order_by("starts_at").first()
        if other:
            self.refuse(AlreadyAway(other))

    def refuse(self, error):
        """Say what the action refuses, at the field that it is about."""
        field = "delegate" if isinstance(error, CannotStandIn) else "until" if "starts_on" not in self.fields else "starts_on"
        self.add_error(field, refusal_sentence(error))

    def plan(self):
        """What the actions take."""
        data = self.cleaned_data
        kind, _colon, pk = data["delegate"].partition(":")
        plan = {"ends_at": data["ends_at"], "delegate_user": None, "delegate_team": None, "moves": data["moves"] or Absence.Moves.NEW}
        if kind:
            plan[f"delegate_{kind}"] = (self.colleagues if kind == "user" else self.teams).get(pk=pk)
        if "notices" in self.fields:
            plan["notices"] = data["notices"] or Absence.Notices.USUAL
        return plan | {name: data[name] for name in ("gives_back", "tells_clients")} | ({} if self.has_begun else {"starts_at": data["starts_at"]})

    def simulated(self):
        """The absence that saving would make, not saved."""
        known = {"pk": self.absence.pk, "starts_at": self.absence.starts_at} if self.absence else {}
        return Absence(firm=self.firm, user=self.person, **known | self.plan())

    @property
    def hints(self):
        """What to know of the delegate, of what is saved or, when it makes sense, of what was just typed (A3)."""
        if self.is_bound and self.is_valid() and self.is_planned(self.cleaned_data):
            return hints(self.simulated())
        return hints(self.absence) if self.absence else []

    def save(self):
        """Plan or change the absence; return the sentence that says so."""
        try:
            absence = self.carry_out(self.plan())
        except REFUSALS as error:
            self.refuse(error)
            return ""
        return saved_sentence(absence)

    def carry_out(self, plan):
        return change_absence(self.absence, by=self.by, **plan) if self.absence else plan_absence(self.person, self.firm, by=self.by, **plan)


class AbsenceForm(PlanForm):
    """The page «Mode absence» (A1): the switch is that of the absence going on; with a later day of departure it plans another one."""

    is_away = forms.BooleanField(label=_l("Mode absence"), required=False)

    def __init__(self, *args, person, **kwargs):
        firm = Firm.objects.visible_to(person).order_by("pk").first()
        running = Absence.objects.covering(timezone.now()).filter(user=person, firm=firm).with_delegates().first()
        super().__init__(*args, person=person, firm=firm, absence=running, **kwargs)

    def as_it_is(self):
        return super().as_it_is() | {"is_away": self.absence is not None}

    def is_planned(self, data):
        return bool(data.get("is_away"))

    def clean(self):
        data = super().clean()
        if self.absence is None and not data.get("is_away") and (data.get("starts_on") or data.get("until")):
            self.add_error("is_away", _("Activez le mode absence pour enregistrer ces dates."))
        return data

    def save(self):
        if self.cleaned_data["is_away"]:
            return super().save()
        end_absence(self.person, self.firm, by=self.person)
        return _("Mode absence désactivé.")


def moment(on, at):
    """The day and hour in the zone of who reads; an hour that the clock skips is the first one that exists after it. None without a day."""
    if on is None:
        return None
    return timezone.make_aware(datetime.combine(on, at))


def saved_sentence(absence):
    if absence.starts_at > timezone.now():
        return _("Absence prévue à partir du %(moment)s.") % {"moment": full_moment(absence.starts_at)}
    until = absence.ends_at
    return _("Absence enregistrée jusqu’au %(moment)s.") % {"moment": full_moment(until)} if until else _("Absence enregistrée.")
