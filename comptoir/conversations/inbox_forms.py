"""The form that narrows the inbox. It is sent by GET: what it says is the address."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Licence, Membership, Team

from .filters import DUE, LONGEST_WORDS
from .models import Channel, Mission, SavedView, Side


class FilterForm(forms.Form):
    q = forms.CharField(label=_l("Mots"), required=False, max_length=LONGEST_WORDS, widget=forms.SearchInput)
    assignee = forms.ChoiceField(label=_l("Assignée à"), required=False)
    licence = forms.ChoiceField(label=_l("Licence"), required=False)
    mission = forms.ChoiceField(label=_l("Mission"), required=False)
    due = forms.ChoiceField(label=_l("Échéance"), required=False)
    side = forms.ChoiceField(label=_l("Question"), required=False)
    channel = forms.ChoiceField(label=_l("Canal"), required=False)
    confidential = forms.BooleanField(label=_l("Confidentielles seulement"), required=False, widget=forms.CheckboxInput(attrs={"value": "yes"}))

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, auto_id="filter_%s", **kwargs)
        firms = standing_of(person).firm_ids
        colleagues = Membership.objects.active().filter(firm__in=firms).values("user")
        people = get_user_model().objects.filter(pk__in=colleagues).order_by("last_name", "first_name")
        teams = Team.objects.filter(firm__in=firms).order_by("name")
        self.choose(
            "assignee",
            (_("Collaborateurs"), [(f"user:{user.pk}", user.full_name) for user in people]),
            (_("Équipes"), [(f"team:{team.pk}", team.name) for team in teams]),
        )
        self.choose("licence", *Licence.objects.visible_to(person).values_list("pk", "name"))
        self.choose("mission", *Mission.objects.visible_to(person).values_list("pk", "name"))
        self.choose("due", *DUE.items())
        self.choose("side", *Side.choices)
        self.choose("channel", *Channel.choices)

    def choose(self, name, *choices):
        self.fields[name].choices = [("", _("indifférent")), *choices]


class ViewForm(forms.ModelForm):
    """The name of a saved view, and whether colleagues see it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]
        error_messages = {"name": {"required": _l("Donnez un nom à cette vue."), "max_length": _l("60 caractères au plus.")}}
