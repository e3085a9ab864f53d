import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.dossier_forms import DOSSIERS_IN_A_LIST
from comptoir.clients.models import Dossier
from comptoir.documents.forms import ManyFiles
from comptoir.firms.models import Team

from .actions import Draft, UnknownMention
from .actions.channel import offered_channels
from .mentions import read_mentions
from .models import Side
from .proposals import people_to_mention
from .variables import left_open

MESSAGE_LENGTH = 50_000


class LastSeen(forms.IntegerField):
    """A mark that the page carries; what cannot be one counts as none."""

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return None


class MessageForm(forms.Form):
    """What is written, what is joined, and the key that makes a double click one message."""

    body = forms.CharField(
        label=_l("Message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _l("Votre message…"), "data-shortcut": "r"}),
        error_messages={
            "required": _l("Écrivez un message avant de l’envoyer."),
            "max_length": _l("Ce message est trop long : %(show_value)s caractères, %(limit_value)s au plus. Joignez plutôt un fichier."),
        },
    )
    files = ManyFiles(label=_l("Joindre"), required=False)  # type: ignore[assignment]  # the form's own `files` are not read here
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # The last message that the page showed; whether a text with «[prénom]» is meant to leave like that.
    seen_up_to = LastSeen(required=False, min_value=0, max_value=2**63 - 1)
    as_it_is = forms.BooleanField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4

    def draft(self, author):
        data = self.cleaned_data
        return Draft(data["body"], author, data["files"], data["key"], from_composer=True)

    def left_open(self):
        """The variables of a canned answer that nobody completed, unless the text is to leave as it is."""
        return () if self.cleaned_data["as_it_is"] else left_open(self.cleaned_data["body"])


class DraftForm(forms.Form):
    """What is typed so far: nothing is required of it yet."""

    body = forms.CharField(required=False, max_length=MESSAGE_LENGTH, strip=False)
    subject = forms.CharField(required=False, max_length=200, strip=False)
    key = forms.UUIDField(required=False)


class NoteForm(MessageForm):
    """A message whose @names must be colleagues who read the conversation."""

    def __init__(self, *args, conversation, **kwargs):
        super().__init__(*args, **kwargs)
        self.conversation = conversation
        self.mentioned = []

    def clean_body(self):
        body = self.cleaned_data["body"]
        try:
            self.mentioned = read_mentions(body, self.conversation)
        except UnknownMention as error:
            raise ValidationError(_("Personne de ce nom ne suit ce dossier : %(names)s.") % {"names": ", ".join(error.names)}) from error
        return body


class AskForm(MessageForm):
    """A new question: about which dossier, to whom, what."""

    dossier = forms.ModelChoiceField(Dossier.objects.none(), label=_l("Dossier"), error_messages={"invalid_choice": _l("Choisissez un de vos dossiers.")})
    subject = forms.CharField(label=_l("Objet"), max_length=200, error_messages={"required": _l("Donnez un objet à votre question.")})
    recipients = forms.TypedMultipleChoiceField(coerce=int, required=False)
    is_confidential = forms.BooleanField(
        label=_l("Confidentielle"), required=False, help_text=_l("Seules les personnes choisies et celles à qui elle est confiée la liront.")
    )
    channel = forms.ChoiceField(label=_l("Canal"), required=False, error_messages={"invalid_choice": _l("Ce canal n’est pas disponible ici.")})

    field_order = ["dossier", "subject", "body", "recipients", "channel", "is_confidential", "files", "key"]

    def __init__(self, *args, author, dossier=None, draft=None, **kwargs):
        kept = {"subject": draft.subject, "body": draft.body} if draft else {}
        super().__init__(*args, initial={"dossier": dossier} | kept, **kwargs)
        self.author = author
        self.fields["channel"].choices = offered_channels()
        field = self.fields["dossier"]
        field.queryset = dossiers_to_ask_about(author).order_by("name_key")
        field.choices = [("", _("Choisir un dossier")), *((one.pk, one.name) for one in self.listed(field.queryset, dossier))]
        field.label_from_instance = str

    @staticmethod
    def listed(dossiers, chosen):
        """What the select shows: all, or in a large firm the chosen one (another is found by searching)."""
        return [chosen] if chosen else dossiers[:DOSSIERS_IN_A_LIST]

    def offer(self, proposal):
        """Only those whom the page proposes can be chosen."""
        self.fields["recipients"].choices = [(one.user.pk, one.user.full_name) for one in proposal.candidates]

    @staticmethod
    def side_for(dossier, author):
        """Members ask their client, client users ask the firm."""
        return Side.ENTREPRENEUR if Dossier.objects.worked_on_by(author).filter(pk=dossier.pk).exists() else Side.ACCOUNTANT


def dossiers_to_ask_about(user):
    return Dossier.objects.visible_to(user)


class AssignmentForm(forms.Form):
    """A colleague or a team of the conversation's firm, or nobody."""

    assignee = forms.ChoiceField(label=_l("Assigner à"), required=False, widget=forms.Select(attrs={"data-shortcut": "a"}))

    def __init__(self, *args, conversation, **kwargs):
        current = f"user:{conversation.assigned_user_id}" if conversation.assigned_user_id else f"team:{conversation.assigned_team_id}"
        super().__init__(*args, initial={"assignee": current}, **kwargs)
        self.people = {f"user:{user.pk}": user for user in people_to_mention(conversation.dossier)}
        self.teams = {f"team:{team.pk}": team for team in Team.objects.filter(firm=conversation.firm_id)}
        self.fields["assignee"].choices = [
            ("", _("Non assignée")),
            (_("Collaborateurs"), [(key, user.full_name) for key, user in self.people.items()]),
            (_("Équipes"), [(key, team.name) for key, team in self.teams.items()]),
        ]

    def chosen(self):
        """{"user": …} or {"team": …} or {} as `assign_conversation` takes them."""
        key = self.cleaned_data["assignee"]
        if key in self.people:
            return {"user": self.people[key]}
        return {"team": self.teams[key]} if key in self.teams else {}


class ParticipantsForm(forms.Form):
    """Whom to bring into a conversation."""

    people: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        None,
        label=_l("Transmettre à"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _l("Choisissez au moins une personne."),
            "invalid_choice": _l("Une des personnes choisies ne suit plus ce dossier."),
            "invalid_pk_value": _l("Une des personnes choisies ne suit plus ce dossier."),
        },
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        self.fields["people"].label_from_instance = str


class AcceptanceForm(forms.Form):
    """Where something that came in goes: a conversation, or a dossier about which it opens one."""

    conversation: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_l("Conversation"), required=False, error_messages={"invalid_choice": _l("Choisissez une conversation que vous suivez.")}
    )
    dossier: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_l("Dossier"), required=False, error_messages={"invalid_choice": _l("Choisissez un de vos dossiers.")}
    )
    subject = forms.CharField(label=_l("Objet"), required=False, max_length=200)

    def __init__(self, *args, conversations, dossiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["conversation"].queryset = conversations
        self.fields["dossier"].queryset = dossiers

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data["conversation"]) == bool(data["dossier"]):
            raise ValidationError(_("Choisissez une conversation, ou un dossier."))
        return data


class ChannelForm(forms.Form):
    """By which way what the firm writes reaches the client. Only what this installation can do is offered."""

    channel = forms.ChoiceField(label=_l("Canal"), error_messages={"invalid_choice": _l("Ce canal n’est pas disponible ici.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = offered_channels()
