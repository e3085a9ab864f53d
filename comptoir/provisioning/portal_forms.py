"""«Nouvel utilisateur» on the portal: what a company's administrator says of a colleague."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.applications.models import Application
from comptoir.clients.forms import line
from comptoir.clients.models import Client, ClientAccess, Dossier

from .actions.by_clients import NotAllowed, NothingAgreed, applications_of, create_as_administrator, limits_for
from .asked import Asked
from .sentences import sentence

FIELDS = {"client_id": "client", "reach": "dossiers", "application_ids": "applications", "level": "level", "type": "type"}


class NewUserForm(forms.Form):
    last_name = line(_l("Nom"), 80, required=True, autocomplete="off")
    first_name = line(_l("Prénom"), 80, autocomplete="off")
    email = line(_l("Adresse e-mail"), 254, required=True, inputmode="email", autocomplete="off")
    phone = line(_l("Téléphone"), 30, inputmode="tel", autocomplete="off")
    type = forms.ChoiceField(label=_l("Type"), choices=ClientAccess.Type.choices, initial="standard", widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_l("Niveau d’accès"), choices=ClientAccess.Level.choices, initial="limited", widget=forms.RadioSelect)
    client = forms.ModelChoiceField(label=_l("Entreprise"), queryset=Client.objects.none(), widget=forms.RadioSelect, empty_label=None)
    scope = forms.ChoiceField(label=_l("Dossiers"), choices=ClientAccess.Scope.choices, initial="whole", widget=forms.RadioSelect)
    # Without its code, which is the firm's own.
    dossiers = forms.ModelMultipleChoiceField(
        label=_l("Dossiers choisis"), queryset=Dossier.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    applications = forms.TypedMultipleChoiceField(label=_l("Applications"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, person, firm, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.firm = person, firm
        limits = limits_for(person, firm)
        clients = list(limits.clients.order_by("name_key", "pk"))
        self.fields["client"].queryset = limits.clients.order_by("name_key", "pk")
        self.fields["dossiers"].queryset = limits.dossiers.order_by("name_key", "pk")
        self.fields["applications"].choices = list(
            Application.objects.on_offer().filter(pk__in=applications_of(person, firm)).values_list("pk", "name"),
        )
        if len(clients) == 1:
            self.fields["client"].initial = clients[0].pk
        if not limits.full_client_ids & {client.pk for client in clients}:
            self.fields["level"].choices = [one for one in ClientAccess.Level.choices if one[0] != ClientAccess.Level.FULL]
        own = ClientAccess.objects.open().filter(user=person, firm=firm, client__in=clients)
        if not own.whole().exists():
            self.fields["scope"].choices = [one for one in ClientAccess.Scope.choices if one[0] != ClientAccess.Scope.WHOLE]
            self.fields["scope"].initial = "chosen"

    def save(self):
        """The ClientUser made; None with the reasons at their fields."""
        try:
            outcome = create_as_administrator(self.asked(), by=self.person, firm=self.firm)
        except NotAllowed:
            self.add_error(None, _("Le cabinet crée lui-même les utilisateurs de votre entreprise."))
        except NothingAgreed:
            self.add_error(None, _("La facturation de votre entreprise n’est pas encore convenue : demandez au cabinet de créer cet utilisateur."))
        else:
            for _asked, problems in outcome.refused:
                self.say([problem for problem in problems if not problem.is_warning])
            return next((place for _asked, place in outcome.made), None)
        return None

    def asked(self):
        data = self.cleaned_data
        chosen = None if data["scope"] == "whole" else frozenset(dossier.pk for dossier in data["dossiers"] if dossier.client_id == data["client"].pk)
        words = {name: data[name] for name in ("last_name", "first_name", "email", "phone", "type", "level")}
        return Asked(**words, reach={data["client"].pk: chosen}, application_ids=frozenset(data["applications"]), language=self.person.language)

    def say(self, problems):
        for problem in problems:
            name = FIELDS.get(problem.field, problem.field)
            self.add_error(name if name in self.fields else None, sentence(problem))
