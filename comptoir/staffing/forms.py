from functools import partial

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.managing import with_manager, with_primary, with_replaced, without_manager
from comptoir.clients.workplaces import members_of
from comptoir.firms.administration import StrOrPromise
from comptoir.firms.models import CustomRole, Licence, Membership, Team
from comptoir.firms.rights import LABELS, Right
from comptoir.firms.teamwork import Heir

from .actions.changes import GiveLicences, GiveRole, JoinTeam, LeaveTeam, TakeLicences
from .listing import CUSTOM, role_choices

CHOOSE_PERSON = {"required": _l("Choisissez quelqu’un du cabinet."), "invalid_choice": _l("Choisissez quelqu’un du cabinet.")}


class PersonField(forms.ModelChoiceField):
    """Somebody who works for the firm, by name."""

    def __init__(self, label, **kwargs):
        super().__init__(get_user_model().objects.none(), label=label, empty_label=_l("Choisir"), error_messages=CHOOSE_PERSON, **kwargs)

    def label_from_instance(self, user):
        return user.full_name


def colleagues(firm_ids):
    return members_of(firm_ids).order_by("last_name", "first_name", "pk")


def name_field(label, longest):
    missing = {"required": _l("Donnez un nom.")}
    return forms.CharField(label=label, max_length=longest, error_messages=missing, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class NamedForm(forms.Form):
    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not name.isprintable():
            raise forms.ValidationError(_("Ce nom contient un signe invisible. Saisissez-le à nouveau."))
        return name


# What is changed about many colleagues. Each form is called with (data, firm=…) and answers `change()`.
class OfFirm(forms.Form):
    def __init__(self, *args, firm, **kwargs):
        super().__init__(*args, **kwargs)
        self.firm = firm


class RoleForm(OfFirm):
    title, verb = _l("Changer le rôle"), _l("Donner ce rôle")
    help = _l("Chacun a ce que ce rôle permet dès sa prochaine page, et rien d’autre.")
    role = forms.ChoiceField(label=_l("Rôle"), error_messages={"required": _l("Choisissez un rôle."), "invalid_choice": _l("Choisissez un rôle.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choisir")), *role_choices([self.firm.pk])]

    def change(self):
        return role_change(self.cleaned_data["role"], self.firm)


def role_change(value, firm):
    """The GiveRole of «accountant» or «custom-5»."""
    if value.startswith(CUSTOM):
        return GiveRole(custom_role=CustomRole.objects.get(firm=firm, pk=value.removeprefix(CUSTOM)))
    return GiveRole(value)


class LicencesForm(OfFirm):
    licences = forms.ModelMultipleChoiceField(
        Licence.objects.none(),
        label=_l("Licences"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _l("Cochez au moins une licence."), "invalid_choice": _l("Cochez au moins une licence.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["licences"].queryset = self.firm.licences.all()

    @property
    def ids(self):
        return frozenset(licence.pk for licence in self.cleaned_data["licences"])


class GiveLicencesForm(LicencesForm):
    title, verb, help = _l("Donner des licences"), _l("Donner"), _l("Les dossiers de ces licences deviennent visibles pour chacun.")

    def change(self):
        return GiveLicences(self.ids)


class TakeLicencesForm(LicencesForm):
    title, verb, help = _l("Retirer des licences"), _l("Retirer"), _l("Restent visibles les dossiers dont la personne est gestionnaire.")

    def change(self):
        return TakeLicences(self.ids)


class TeamChoiceForm(OfFirm):
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=_l("Équipe"),
        empty_label=_l("Choisir"),
        error_messages={"required": _l("Choisissez une équipe."), "invalid_choice": _l("Choisissez une équipe.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = self.firm.teams.all()


class JoinTeamForm(TeamChoiceForm):
    title, verb, help = _l("Ajouter à une équipe"), _l("Ajouter"), _l("Ce qui est confié à l’équipe devient visible pour chacun.")

    def change(self):
        return JoinTeam(self.cleaned_data["team"].pk)


class LeaveTeamForm(TeamChoiceForm):
    title, verb, help = _l("Retirer d’une équipe"), _l("Retirer"), _l("Ce qui est confié à l’équipe n’est plus visible à ce titre.")

    def change(self):
        return LeaveTeam(self.cleaned_data["team"].pk)


MEMBER_CHANGES = {
    "role": RoleForm, "give_licences": GiveLicencesForm, "take_licences": TakeLicencesForm, "join_team": JoinTeamForm, "leave_team": LeaveTeamForm,
}  # fmt: skip


# What is changed about many dossiers. Each form is called with (data, firm_ids=…).
class OfDossiers(forms.Form):
    help: StrOrPromise = ""

    def __init__(self, *args, firm_ids, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.queryset = colleagues(firm_ids)


class AddManagerForm(OfDossiers):
    title, verb, help = _l("Ajouter un gestionnaire"), _l("Ajouter"), _l("Après ceux qui y sont. Qui y est déjà garde sa place.")
    person = PersonField(_l("Gestionnaire"))

    def new(self):
        return partial(with_manager, user_id=self.cleaned_data["person"].pk)


class PrimaryManagerForm(AddManagerForm):
    title, verb, help = _l("Nommer le gestionnaire principal"), _l("Nommer"), _l("Les autres suivent, dans leur ordre.")

    def new(self):
        return partial(with_primary, user_id=self.cleaned_data["person"].pk)


class RemoveManagerForm(AddManagerForm):
    title, verb, help = _l("Retirer un gestionnaire"), _l("Retirer"), _l("Sans autre gestionnaire, les questions vont au repli du cabinet.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = managing(kwargs["firm_ids"])

    def new(self):
        return partial(without_manager, user_id=self.cleaned_data["person"].pk)


class ReplaceManagerForm(OfDossiers):
    title, verb, help = _l("Remplacer un gestionnaire"), _l("Remplacer"), _l("À la même place. Les dossiers dont la personne n’est pas gestionnaire restent.")
    person = PersonField(_l("Gestionnaire à remplacer"))
    instead = PersonField(_l("Par"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = managing(kwargs["firm_ids"])

    def clean(self):
        data = super().clean()
        if data.get("person") and data.get("person") == data.get("instead"):
            self.add_error("instead", _("Choisissez deux personnes différentes."))
        return data

    def new(self):
        return partial(with_replaced, user_id=self.cleaned_data["person"].pk, by_id=self.cleaned_data["instead"].pk)


def managing(firm_ids):
    """Who manages a dossier of these firms, also those who work there no more."""
    people = get_user_model().objects
    return people.filter(pk__in=people.filter(manager_links__dossier__firm__in=firm_ids).values("pk")).order_by("last_name", "first_name", "pk")


class LicenceChoiceForm(OfDossiers):
    title, verb = _l("Changer de licence"), _l("Changer de licence")
    licence = forms.ModelChoiceField(
        Licence.objects.none(),
        label=_l("Licence"),
        empty_label=_l("Choisir"),
        error_messages={"required": _l("Choisissez une licence."), "invalid_choice": _l("Choisissez une licence.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["licence"].queryset = Licence.objects.filter(firm__in=kwargs["firm_ids"])


DOSSIER_CHANGES = {
    "add": AddManagerForm, "primary": PrimaryManagerForm, "replace": ReplaceManagerForm, "remove": RemoveManagerForm, "licence": LicenceChoiceForm,
}  # fmt: skip


class ManagersForm(forms.Form):
    """The managers of one dossier, in order; two places more than there are."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, dossier, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["was"].initial = self.as_text(now)
        people = [("", _("Personne")), *((str(one.pk), one.full_name) for one in colleagues([dossier.firm_id]))]
        known = {value for value, _label in people}
        people += [(str(one.pk), one.full_name) for one in get_user_model().objects.filter(pk__in=now) if str(one.pk) not in known]
        self.places = [f"place{place}" for place in range(len(now) + 2)]
        for place, name in enumerate(self.places):
            label = _("Gestionnaire principal") if place == 0 else _("Gestionnaire %(number)s") % {"number": place + 1}
            initial = str(now[place]) if place < len(now) else ""
            wrong = {"invalid_choice": _("Choisissez quelqu’un du cabinet.")}
            self.fields[name] = forms.ChoiceField(label=label, choices=people, initial=initial, required=False, error_messages=wrong)

    @staticmethod
    def as_text(ids):
        return ",".join(map(str, ids))

    @property
    def fields_of_people(self):
        return [self[name] for name in self.places]

    def clean(self):
        data = super().clean()
        if data.get("was", "") != self.as_text(self.now):
            raise forms.ValidationError(_("Les gestionnaires de ce dossier ont changé entre-temps. Les voici ; recommencez."))
        chosen = {}
        for name in self.places:
            if data.get(name) and chosen.setdefault(data[name], name) != name:
                self.add_error(name, _("Cette personne est déjà gestionnaire de ce dossier."))
        return data

    @property
    def ids(self):
        return [int(self.cleaned_data[name]) for name in self.places if self.cleaned_data[name]]


class CustomRoleForm(NamedForm):
    """A role of the firm's own: its name, and what it lets people do."""

    name = name_field(_l("Nom du rôle"), 80)
    rights = forms.MultipleChoiceField(
        label=_l("Droits"),
        choices=[(str(right), label) for right, label in LABELS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _l("Cochez des droits de la liste.")},
    )

    def __init__(self, *args, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = {str(right) for right in own}

    @property
    def ticked(self):
        return set(self["rights"].value() or [])

    @property
    def lines(self):
        """(value, label, whether ticked, whether one may change it)."""
        return [(str(right), label, str(right) in self.ticked, str(right) in self.own) for right, label in LABELS.items()]

    @property
    def chosen(self):
        return {Right(value) for value in self.cleaned_data["rights"]}


class RoleDeletionForm(OfFirm):
    """What the people of a role get instead."""

    instead = forms.ChoiceField(
        label=_l("Rôle à leur donner"), error_messages={"required": _l("Choisissez un rôle."), "invalid_choice": _l("Choisissez un rôle.")}
    )

    def __init__(self, *args, role, **kwargs):
        super().__init__(*args, **kwargs)
        others = [(value, label) for value, label in role_choices([self.firm.pk]) if value not in {f"{CUSTOM}{role.pk}", Membership.Role.ADMINISTRATOR}]
        self.fields["instead"].choices = [("", _("Choisir")), *others]

    def change(self):
        return role_change(self.cleaned_data["instead"], self.firm)


class TeamForm(NamedForm):
    """A team's name and people."""

    name = name_field(_l("Nom de l’équipe"), 80)
    members = forms.ModelMultipleChoiceField(get_user_model().objects.none(), label=_l("Membres"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args, firm, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = colleagues([firm.pk])
        self.fields["members"].label_from_instance = lambda user: user.full_name
        self.fields["members"].error_messages["invalid_choice"] = _("Choisissez des personnes de ce cabinet.")

    @property
    def values(self):
        return {"name": self.cleaned_data["name"], "member_ids": [user.pk for user in self.cleaned_data["members"]]}


class TeamDeletionForm(forms.Form):
    """Who takes over: another team, the firm's fallback, or oneself."""

    heir = forms.ChoiceField(
        label=_l("À qui cela revient"), error_messages={"required": _l("Choisissez qui reprend."), "invalid_choice": _l("Choisissez qui reprend.")}
    )

    def __init__(self, *args, team, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.heirs = {f"team-{one.pk}": Heir(team=one) for one in Team.objects.filter(firm=team.firm_id).exclude(pk=team.pk)}
        labels = [(value, heir.name) for value, heir in self.heirs.items()]
        firm = team.firm
        if firm.fallback_user_id and members_of([firm.pk]).filter(pk=firm.fallback_user_id).exists():
            self.heirs["fallback"] = Heir(user=firm.fallback_user)
        elif firm.fallback_team_id and firm.fallback_team_id != team.pk:
            self.heirs["fallback"] = Heir(team=firm.fallback_team)
        if "fallback" in self.heirs:
            labels.append(("fallback", _("le repli du cabinet : %(name)s") % {"name": self.heirs["fallback"].name}))
        self.heirs["me"] = Heir(user=person)
        self.fields["heir"].choices = [("", _("Choisir")), *labels, ("me", _("moi-même"))]

    @property
    def chosen(self):
        return self.heirs[self.cleaned_data["heir"]]


class LicenceForm(NamedForm):
    name = name_field(_l("Nom de la licence"), 120)
