"""What the actions refuse, as HTTP says it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from comptoir.applications import actions as applications
from comptoir.applications import sentences as of_applications
from comptoir.applications.actions import NotOnOffer
from comptoir.away.actions import AbsenceOver, AlreadyAway, AlreadyStarted, CannotStandIn, EndsBeforeStart
from comptoir.away.sentences import refusal_sentence as absence_sentence
from comptoir.billing import actions as billing
from comptoir.billing import sentences as of_billing
from comptoir.clients.actions import ClientGone, CodeTaken, LastAdministrator, NothingChosen, NotOfTheCompany, OwnAccess, SameClient, SirenKnown
from comptoir.clients.findings import Refused
from comptoir.clients.sentences import last_administrator, own_access
from comptoir.connectors.actions import SecretMissing
from comptoir.conversations.actions import (
    AnsweredMeanwhile,
    BadMoment,
    CannotAnswer,
    CannotJoin,
    ConversationClosed,
    ForeignMission,
    LastOneNamed,
    NameTaken,
    TitleTaken,
    TooLongForSms,
    UnknownMention,
    UnknownRecipient,
)
from comptoir.conversations.actions.channel import ChannelNotOffered
from comptoir.conversations.actions.incoming import AlreadyReviewed
from comptoir.conversations.actions.resend import AlreadySent
from comptoir.conversations.wording import meanwhile_sentence
from comptoir.documents.actions import FileRefused, NoFile, NotOfTheClient, TitleMissing
from comptoir.firms.decisions import BadHost
from comptoir.hosting import actions as hosting
from comptoir.hosting.forms import slug_taken
from comptoir.imports.actions import NotReady, NotUndoable
from comptoir.invitations.actions import NotAcceptable
from comptoir.links.grants import ProofMissing
from comptoir.oversight.wording import client_gone, same_client
from comptoir.portal.actions import LogoMissing, PictureMissing, SlugTaken
from comptoir.portal.domain_words import refusal_sentence as host_sentence
from comptoir.portal.domain_words import taken_sentence
from comptoir.portal.domains import HostTaken
from comptoir.preferences.actions import SettingRefused
from comptoir.preferences.catalogue import BadValue
from comptoir.provisioning import actions as provisioning
from comptoir.provisioning.sentences import of_finding
from comptoir.provisioning.user_sentences import nothing_chosen
from comptoir.provisioning.user_sentences import refusal as of_details
from comptoir.requests import actions as requests
from comptoir.requests import sentences as of_requests
from comptoir.staffing import sentences as of_places
from comptoir.staffing import wording as of_staff
from comptoir.staffing.actions import AlreadyHere, AlreadyInvited, CannotChange, NotWaiting, Taken
from comptoir.staffing.actions.licences import LicenceInUse
from comptoir.staffing.actions.roles import CannotMove, OwnRole, RoleHeld
from comptoir.staffing.actions.standing import BeyondOwn, NotAllowed
from comptoir.staffing.actions.standing import NameTaken as NameTakenInFirm
from comptoir.staffing.actions.teams import HeirMissing, NotAColleague
from comptoir.transports.actions import NotFailed
from comptoir.transports.devices import BadDevice
from comptoir.validations.actions import AddresseeGone, AlreadySettled, CannotValidate, NotTheirs, ReasonMissing, ReminderTooSoon
from comptoir.validations.sentences import cannot_validate_sentence, gone_sentence, not_theirs_sentence, settled_sentence, too_soon_sentence


@dataclass(frozen=True)
class Refusal:
    status: int
    code: str
    errors: tuple = ()
    detail: str = ""


def refusal_of(error):
    """The Refusal that an action's exception stands for, or None."""
    say = next((say for kind, say in REFUSALS.items() if isinstance(error, kind)), None)
    return say(error) if say else None


def invalid(field, message):
    return Refusal(422, "invalid", ((field, message),))


REFUSALS = {
    ClientGone: lambda error: invalid("client", client_gone(error.client)),
    SameClient: lambda error: invalid("client", same_client()),
    Refused: lambda error: Refusal(409, "remedy_refused", detail=str(error)),
    BadHost: lambda error: invalid("host", host_sentence(error.args[0])),
    HostTaken: lambda error: invalid("host", taken_sentence()),
    AlreadyReviewed: lambda error: Refusal(409, "already_reviewed"),
    ChannelNotOffered: lambda error: invalid("channel", _("Ce canal n’est pas disponible ici.")),
    ConversationClosed: lambda error: Refusal(409, "conversation_closed"),
    LogoMissing: lambda error: invalid("shows", _("Téléversez d’abord un logo.")),
    PictureMissing: lambda error: invalid("background", _("Téléversez d’abord une image.")),
    SlugTaken: lambda error: invalid("slug", _("Ce nom est déjà pris par un autre cabinet. Choisissez-en un autre.")),
    NotFailed: lambda error: Refusal(409, "delivery_not_failed"),
    AlreadySent: lambda error: Refusal(409, "delivery_already_sent"),
    AnsweredMeanwhile: lambda error: Refusal(409, "answered_meanwhile", detail=meanwhile_sentence(error.messages[-1])),
    BadMoment: lambda error: invalid("until", _("Choisissez un moment à venir, dans l’année.")),
    ForeignMission: lambda error: invalid("mission", _("Cette mission n’est pas du cabinet.")),
    NameTaken: lambda error: invalid("name", _("Une mission porte déjà ce nom.")),
    TitleTaken: lambda error: invalid("title", _("Une autre réponse type porte déjà ce titre.")),
    LastOneNamed: lambda error: Refusal(409, "last_one_named"),
    CannotJoin: lambda error: invalid("users", _("L’une de ces personnes n’a rien à voir avec ce dossier.")),
    NotAcceptable: lambda error: Refusal(409, "invitation_answered", detail=_("Cette invitation n’attend plus votre réponse.")),
    NotReady: lambda error: Refusal(409, "import_not_ready"),
    NotUndoable: lambda error: Refusal(409, "import_not_undoable", detail=_("Cette importation est déjà annulée, ou n’a rien fait entrer.")),
    AlreadyAway: lambda error: Refusal(409, "already_away", detail=absence_sentence(error)),
    AlreadyStarted: lambda error: invalid("starts_at", absence_sentence(error)),
    AbsenceOver: lambda error: Refusal(409, "absence_over", detail=absence_sentence(error)),
    EndsBeforeStart: lambda error: invalid("ends_at", absence_sentence(error)),
    CannotStandIn: lambda error: invalid("delegate_user", absence_sentence(error)),
    AlreadySettled: lambda error: Refusal(409, "validation_settled", detail=settled_sentence(error.validation)),
    NotTheirs: lambda error: Refusal(403, "validation_not_yours", detail=not_theirs_sentence(error)),
    ProofMissing: lambda error: Refusal(403, "proof_missing", detail=str(error)),
    ReminderTooSoon: lambda error: Refusal(409, "reminder_too_soon", detail=too_soon_sentence(error.moment)),
    AddresseeGone: lambda error: Refusal(409, "addressee_gone", detail=gone_sentence()),
    CannotValidate: lambda error: invalid("addressed_to", cannot_validate_sentence()),
    ReasonMissing: lambda error: invalid("reason", _("Donnez le motif du refus.")),
    applications.NameTaken: lambda error: invalid("name", of_applications.name_taken()),
    applications.AddressRefused: lambda error: invalid("address", of_applications.bad_address(error.fault)),
    applications.PartUnknown: lambda error: invalid("part", of_applications.unknown_part()),
    applications.ForeignFamily: lambda error: invalid("family", of_applications.foreign_family()),
    applications.ReturnsRefused: lambda error: Refusal(422, "invalid", tuple(("redirect_uris", one) for one in of_applications.of_returns(error))),
    requests.AlreadyDone: lambda error: Refusal(409, "request_done", detail=of_requests.done_sentence(error.request)),
    requests.ReminderTooSoon: lambda error: Refusal(409, "reminder_too_soon", detail=of_requests.too_soon_sentence(error.moment)),
    requests.UnknownContact: lambda error: invalid("contacts", of_requests.unknown_contact_sentence()),
    requests.AnswerMissing: lambda error: invalid("answer", of_requests.answer_missing_sentence()),
    requests.NotReachable: lambda error: invalid("contact", of_requests.not_reachable_sentence()),
    UnknownRecipient: lambda error: invalid("recipients", _("L’un des destinataires ne peut pas recevoir de question sur ce dossier.")),
    UnknownMention: lambda error: invalid("body", _("Personne de ce nom ne travaille sur ce dossier : %(names)s.") % {"names": error}),
    CannotAnswer: lambda error: invalid("user", _("Cette personne ou cette équipe n’est pas du cabinet.")),
    SirenKnown: lambda error: invalid("siren", _("Ce SIREN est déjà celui de %(name)s.") % {"name": error.client.name}),
    CodeTaken: lambda error: invalid("code", _("Un autre dossier de cette licence porte déjà ce code.")),
    hosting.SlugTaken: lambda error: invalid("slug", slug_taken()),
    hosting.WrongName: lambda error: invalid("slug", _("Ce n’est pas le nom de ce cabinet.")),
    LastAdministrator: lambda error: Refusal(409, "last_administrator", detail=last_administrator(error)),
    NothingChosen: lambda error: invalid("dossiers", nothing_chosen()),
    NotOfTheCompany: lambda error: invalid("dossiers", _("Choisissez des dossiers de cette entreprise.")),
    NotOnOffer: lambda error: Refusal(422, "invalid", tuple(("applications", of_finding(finding)) for finding in error.findings)),
    billing.PlanWithdrawn: lambda error: invalid("plan", _("Cette offre n’est plus proposée : choisissez-en une autre.")),
    provisioning.AddressIsTheirs: lambda error: Refusal(409, "address_is_theirs", detail=str(of_details(error)[1])),
    provisioning.AddressTaken: lambda error: invalid("email", str(of_details(error)[1])),
    provisioning.NotTheFirms: lambda error: Refusal(409, "known_elsewhere", detail=str(of_details(error)[1])),
    provisioning.AlreadyUndone: lambda error: Refusal(409, "already_undone", detail=_("Ce changement est déjà annulé.")),
    OwnAccess: lambda error: Refusal(403, "own_access", detail=own_access()),
    NotAllowed: lambda error: Refusal(404, "not_found"),
    OwnRole: lambda error: Refusal(403, "own_access", detail=of_staff.own_role_sentence()),
    BeyondOwn: lambda error: Refusal(403, "beyond_own_rights", detail=of_staff.beyond_sentence()),
    NameTakenInFirm: lambda error: invalid("name", of_staff.name_taken_sentence()),
    NotAColleague: lambda error: invalid("members", of_staff.not_a_colleague_sentence()),
    RoleHeld: lambda error: Refusal(409, "still_in_use", detail=of_staff.role_held_sentence(error.count)),
    LicenceInUse: lambda error: Refusal(409, "still_in_use", detail=of_staff.licence_in_use_sentence(error.count)),
    HeirMissing: lambda error: Refusal(409, "still_in_use", detail=of_staff.heir_missing_sentence()),
    CannotMove: lambda error: Refusal(403, "beyond_own_rights", detail=of_staff.refusal_sentence(error.refused[0][1], error.refused[0][0].user.full_name)),
    SecretMissing: lambda error: invalid("secret", _("Cette adresse est celle d’un autre serveur : envoyez aussi le mot de passe.")),
    billing.CodeTaken: lambda error: invalid("code", of_billing.code_taken_sentence()),
    billing.PriceInThePast: lambda error: invalid("valid_from", of_billing.price_in_the_past_sentence()),
    billing.PriceSet: lambda error: invalid("valid_from", of_billing.price_set_sentence()),
    billing.LastMethod: lambda error: Refusal(409, "last_method", detail=of_billing.last_method_sentence(error)),
    billing.MethodGone: lambda error: Refusal(409, "method_gone", detail=of_billing.method_gone_sentence()),
    billing.NoCreditor: lambda error: Refusal(409, "no_creditor", detail=of_billing.no_creditor_sentence()),
    BadDevice: lambda error: invalid(error.field, str(error)),
    BadValue: lambda error: invalid(error.key.rpartition(".")[2], str(error)),
    SettingRefused: lambda error: invalid(error.key.rpartition(".")[2], str(error)),
    FileRefused: lambda error: invalid("files", str(error)),
    NoFile: lambda error: invalid("files", _("Choisissez un fichier.")),
    NotOfTheClient: lambda error: invalid("contacts", _("Choisissez parmi les personnes-ressources de ce client.")),
    TitleMissing: lambda error: invalid("title", _("Un document a un titre.")),
    AlreadyHere: lambda error: invalid("email", of_places.already_here(error)),
    AlreadyInvited: lambda error: invalid("email", of_places.already_invited(error)),
    Taken: lambda error: invalid(error.field, of_places.taken(error)),
    NotWaiting: lambda error: Refusal(409, "arrival_answered", detail=of_places.not_waiting()),
    CannotChange: lambda error: Refusal(409, "place_kept", detail=of_places.obstacle_sentence(error.obstacle, _("Cette personne"))),
    TooLongForSms: lambda error: invalid("body", str(error)),
}
