"""A place in the firm as it is typed: for who comes, who changes, who leaves."""

import unicodedata

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.models import Dossier
from comptoir.firms.models import CustomRole, Licence, Membership, Team
from comptoir.kernel.emails import read_address
from comptoir.kernel.identifiers import Unread
from comptoir.kernel.people import line_refusal, name_refusal, read_number, read_trigram, trigram_refusal
from comptoir.kernel.text import fold

from .actions import Departing, NewMember, Place
from .models import Move

CUSTOM = "custom:"
MOST_DOSSIERS = 500


def plain(text):
    """Composed (NFC), without blanks around, every blank an ordinary one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


class PlaceForm(forms.Form):
    """Role, licences, teams, and dossiers named by code or name, one a line."""

    role = forms.ChoiceField(label=_l("Rôle"), error_messages={"invalid_choice": _l("Choisissez un des rôles du cabinet.")})
    licences = forms.MultipleChoiceField(label=_l("Licences"), required=False, widget=forms.CheckboxSelectMultiple)
    teams = forms.MultipleChoiceField(label=_l("Équipes"), required=False, widget=forms.CheckboxSelectMultiple)
    dossiers = forms.CharField(
        label=_l("Dossiers à gérer"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("Un code ou un nom de dossier par ligne."),
    )

    def __init__(self, *args, firm, **kwargs):
        super().__init__(*args, **kwargs)
        self.firm = firm
        self.roles = {f"{CUSTOM}{one.pk}": one for one in CustomRole.objects.filter(firm=firm)}
        names = [(key, one.name) for key, one in self.roles.items()]
        self.fields["role"].choices = [*Membership.Role.choices, *names]
        self.fields["licences"].choices = [(str(one.pk), one.name) for one in Licence.objects.filter(firm=firm)]
        self.fields["teams"].choices = [(str(one.pk), one.name) for one in Team.objects.filter(firm=firm)]

    def clean_dossiers(self):
        """The ids of what was named; each must be one dossier."""
        lines = list(dict.fromkeys(line for line in map(plain, self.cleaned_data["dossiers"].splitlines()) if line))
        if len(lines) > MOST_DOSSIERS:
            raise forms.ValidationError(_("Au plus %(count)s dossiers à la fois.") % {"count": MOST_DOSSIERS})
        keys = [fold(line) for line in lines]
        found = {}
        rows = Dossier.objects.filter(Q(code__in=lines) | Q(name_key__in=keys), firm=self.firm) if lines else ()
        for row in rows:
            for key in {row.code, row.name_key} - {""}:
                found.setdefault(key, set()).add(row.pk)
        matches = {line: found.get(line) or found.get(fold(line)) or set() for line in lines}
        wrong = [line for line, ids in matches.items() if len(ids) != 1]
        if wrong:
            raise forms.ValidationError(_("Aucun dossier, ou plusieurs, de ce nom ou de ce code : %(names)s.") % {"names": ", ".join(wrong[:10])})
        return tuple(dict.fromkeys(next(iter(ids)) for ids in matches.values()))

    @property
    def chosen_role(self):
        """{"role", "custom_role"} as a membership keeps them."""
        role = self.cleaned_data["role"]
        custom = self.roles.get(role)
        return {"role": Membership.Role.STAFF.value if custom else role, "custom_role": custom}

    @property
    def given(self):
        return {
            "licence_ids": tuple(map(int, self.cleaned_data["licences"])),
            "team_ids": tuple(map(int, self.cleaned_data["teams"])),
            "dossier_ids": self.cleaned_data["dossiers"],
        }


class JoinForm(PlaceForm):
    """Who comes. What the address already has elsewhere is not said here."""

    first_name = forms.CharField(label=_l("Prénom"), max_length=80)
    last_name = forms.CharField(label=_l("Nom"), max_length=80)
    email = forms.CharField(label=_l("Adresse e-mail"), max_length=254, widget=forms.EmailInput)
    job_title = forms.CharField(label=_l("Poste"), max_length=80, required=False)
    language = forms.ChoiceField(label=_l("Langue"), choices=settings.LANGUAGES, initial="fr")
    number = forms.CharField(label=_l("Numéro d’identification (ID)"), max_length=40, required=False)
    trigram = forms.CharField(label=_l("Trigramme"), max_length=3, required=False, help_text=_l("Laissé vide, il sera formé d’après le nom."))
    restores = forms.BooleanField(
        label=_l("Si cette personne a déjà travaillé au cabinet, lui rendre sa place telle qu’elle était : rôle, licences et équipes"), required=False
    )

    field_order = ("first_name", "last_name", "email", "job_title", "language", "number", "trigram", "role", "licences", "teams", "dossiers", "restores")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = Membership.Role.STAFF.value

    def clean_name(self, name):
        text = plain(self.cleaned_data[name])
        if name_refusal(text) is not None:
            raise forms.ValidationError(_("Un nom s’écrit avec des lettres, des espaces, des apostrophes, des traits d’union et des points."))
        return text

    def clean_first_name(self):
        return self.clean_name("first_name")

    def clean_last_name(self):
        return self.clean_name("last_name")

    def clean_email(self):
        try:
            return read_address(self.cleaned_data["email"])
        except Unread:
            raise forms.ValidationError(_("Cette adresse e-mail n’est pas complète. Exemple : prenom.nom@cabinet.fr, sans accents avant l’arobase.")) from None

    def clean_job_title(self):
        text = plain(self.cleaned_data["job_title"])
        if line_refusal(text) is not None:
            raise forms.ValidationError(_("Ce texte contient un signe invisible ou un retour à la ligne. Saisissez-le à nouveau."))
        return text

    def clean_number(self):
        number = read_number(self.cleaned_data["number"])
        if line_refusal(number) is not None:
            raise forms.ValidationError(_("Cet ID contient un signe invisible. Saisissez-le à nouveau."))
        return number

    def clean_trigram(self):
        trigram = read_trigram(self.cleaned_data["trigram"])
        if trigram and trigram_refusal(trigram) is not None:
            raise forms.ValidationError(_("Un trigramme compte trois lettres de A à Z, par exemple MDU."))
        return trigram

    @property
    def asked(self):
        names = ("first_name", "last_name", "email", "job_title", "language", "number", "trigram", "restores")
        return NewMember(**{name: self.cleaned_data[name] for name in names}, **self.chosen_role, **self.given)


class DayForm(forms.Form):
    on = forms.DateField(
        label=_l("À partir du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_l("Vide : tout de suite."),
        error_messages={"invalid": _l("Cette date est illisible. Exemple : 30/11/2026.")},
    )


class MoveForm(PlaceForm, DayForm):
    """Another place for a colleague. Fields hold the present one at first."""

    managed = forms.ChoiceField(label=_l("Dossiers gérés aujourd’hui"), choices=Move.Managed, initial=Move.Managed.KEEP)
    heir = forms.ChoiceField(
        label=_l("Si personne d’autre ne gère un dossier"),
        help_text=_l("Ce qui attend dans un dossier qui n’est plus vu passe au gestionnaire suivant, sinon à cette personne."),
        error_messages={"required": _l("Choisissez quelqu’un."), "invalid_choice": _l("Choisissez quelqu’un qui travaille au cabinet.")},
    )
    field_order = ("role", "licences", "teams", "managed", "dossiers", "heir", "on")

    def __init__(self, *args, membership, heirs, **kwargs):
        initial = {
            "role": f"{CUSTOM}{membership.custom_role_id}" if membership.custom_role_id else membership.role,
            "licences": [str(pk) for pk in membership.licence_accesses.values_list("licence_id", flat=True)],
            "teams": [str(pk) for pk in membership.user.teams.filter(firm=membership.firm_id).values_list("pk", flat=True)],
            "heir": heirs[0][0] if heirs else "",
        }
        super().__init__(*args, firm=membership.firm, initial=initial, **kwargs)
        self.membership = membership
        self.fields["heir"].choices = heirs
        self.fields["dossiers"].label = _("Dossiers à gérer en plus")

    @property
    def place(self):
        role = self.chosen_role
        if role["custom_role"] and not self.membership.is_administrator:
            role["role"] = self.membership.role
        return Place(**role, **self.given, managed=self.cleaned_data["managed"], heir_id=int(self.cleaned_data["heir"]))


class LeaveForm(DayForm):
    """When, and who takes over: for everything where nobody else is found, and kind by kind where somebody is chosen."""

    heir = forms.ChoiceField(
        label=_l("Qui reprend"),
        help_text=_l("Ce qui n’a pas de gestionnaire suivant va à cette personne."),
        error_messages={"required": _l("Choisissez qui reprend."), "invalid_choice": _l("Choisissez quelqu’un qui travaille au cabinet.")},
    )

    def __init__(self, *args, kinds, heirs, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = [kind for kind, _count in kinds if kind.has_heir]
        self.fields["heir"].choices = heirs
        self.fields["heir"].initial = heirs[0][0] if heirs else ""
        for kind in self.kinds:
            choices = [("", _("Au gestionnaire suivant, sinon à qui reprend")), *heirs]
            self.fields[f"kind-{kind.code}"] = forms.ChoiceField(label=kind.label, choices=choices, required=False)

    @property
    def departing(self):
        chosen = {kind.code: int(value) for kind in self.kinds if (value := self.cleaned_data[f"kind-{kind.code}"])}
        return Departing(int(self.cleaned_data["heir"]), chosen)


class PasswordForm(forms.Form):
    """The first password of an account that has none."""

    password1 = forms.CharField(label=_l("Nouveau mot de passe"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(label=_l("Confirmation du mot de passe"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self):
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]

    def clean(self):
        data = super().clean()
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", _("Les deux mots de passe ne sont pas les mêmes."))
        return data
