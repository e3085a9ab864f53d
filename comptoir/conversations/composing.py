"""Forms of what surrounds writing: canned answers, sleep, mission and due date."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.firms.models import Firm

from .models import CannedAnswer, Mission
from .models.writing import firms_writing_for_all
from .snoozing import MORNING, Until, is_acceptable, moment_of
from .variables import VARIABLES, unknown_in

OWN, WHOLE_FIRM = "own", "firm"


class AnswerForm(forms.ModelForm):
    """«Réponse type»: its title, its text, and for whom it is kept where one may keep it for everybody."""

    audience = forms.ChoiceField(label=_l("Pour qui"), widget=forms.RadioSelect, choices=[(OWN, _l("Pour moi")), (WHOLE_FIRM, _l("Pour tout le cabinet"))])

    class Meta:
        model = CannedAnswer
        fields = ["title", "body"]
        labels = {"title": _l("Titre"), "body": _l("Texte")}
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
        error_messages = {
            "title": {"required": _l("Donnez un titre : c’est lui que l’on cherche.")},
            "body": {"required": _l("Écrivez le texte de la réponse."), "max_length": _l("Ce texte est trop long : %(limit_value)s caractères au plus.")},
        }

    field_order = ["title", "body", "audience"]

    def __init__(self, *args, person, firm=None, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.instance.firm = firm
        self.person = person
        self.writes_for_all = self.instance.firm_id in firms_writing_for_all(person)
        self.fields["audience"].initial = OWN if self.instance.owner_id or not self.instance.pk else WHOLE_FIRM
        if not self.writes_for_all:
            del self.fields["audience"]

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean_body(self):
        body = self.cleaned_data["body"]
        unknown = unknown_in(body)
        if unknown:
            raise ValidationError(unknown_sentence(unknown))
        return body

    def clean(self):
        data = super().clean()
        self.instance.owner = None if data.get("audience") == WHOLE_FIRM else self.person
        return data


def unknown_sentence(names):
    """What is wrong with these variables, and which there are."""
    wrong = ", ".join(f"{{{{{name}}}}}" for name in names)
    there_are = ", ".join(f"{{{{{name}}}}}" for name in VARIABLES)
    return _("Variable inconnue : %(wrong)s. Il y a %(there_are)s.") % {"wrong": wrong, "there_are": there_are}


class SnoozeForm(forms.Form):
    """Until when: one of the mornings that are offered, or a chosen moment in the person’s zone."""

    CHOSEN = "chosen"
    until = forms.ChoiceField(
        choices=[(Until.TOMORROW, _l("Demain matin")), (Until.MONDAY, _l("Lundi")), (Until.WEEK, _l("Dans une semaine")), (CHOSEN, _l("Jusqu’au…"))],
        error_messages={"required": _l("Choisissez jusqu’à quand."), "invalid_choice": _l("Choisissez jusqu’à quand.")},
    )
    day = forms.DateField(label=_l("Jusqu’au"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_l("Heure"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        now = timezone.localtime()
        if data["until"] != self.CHOSEN:
            data["moment"] = moment_of(Until(data["until"]), now)
        elif not data["day"]:
            self.add_error("day", _("Choisissez un jour."))
        else:
            # An hour that the clock skips is the first one that exists after it.
            data["moment"] = timezone.make_aware(datetime.combine(data["day"], data["at"] or MORNING))
            if not is_acceptable(data["moment"], now):
                self.add_error("day", _("Choisissez un moment à venir, dans l’année."))
        return data


class ClassificationForm(forms.Form):
    """A mission of the conversation’s firm, and the day by which it is due."""

    mission = forms.ModelChoiceField(
        Mission.objects.none(),
        label=_l("Mission"),
        required=False,
        empty_label=_l("Aucune"),
        error_messages={"invalid_choice": _l("Cette mission n’existe plus.")},
    )
    due_on = forms.DateField(
        label=_l("Échéance"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _l("Choisissez un jour du calendrier.")},
    )

    def __init__(self, *args, conversation, **kwargs):
        super().__init__(*args, initial={"mission": conversation.mission_id, "due_on": conversation.due_on}, **kwargs)
        self.fields["mission"].queryset = Mission.objects.filter(firm=conversation.firm_id)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and not 2000 <= day.year <= 2200:
            raise ValidationError(_("Choisissez un jour du calendrier."))
        return day


class MissionForm(forms.Form):
    name = forms.CharField(
        label=_l("Nom de la mission"),
        max_length=60,
        error_messages={"required": _l("Donnez un nom à la mission."), "max_length": _l("Ce nom est trop long : %(limit_value)s caractères au plus.")},
    )

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())


def firm_of(person):
    """The firm in which a member keeps answers and missions: the first they work for."""
    return Firm.objects.visible_to(person).order_by("pk").first()
