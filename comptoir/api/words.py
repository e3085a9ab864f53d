"""The API's sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

# code: (title, what to do next)
PROBLEMS = {
    "unreadable_request": (_l("Demande illisible"), _l("Vérifiez le corps et les en-têtes de la demande.")),
    "token_required": (_l("Jeton requis"), _l("Envoyez l’en-tête «Authorization : Bearer …» avec un jeton valable.")),
    "scope_missing": (_l("Portée insuffisante"), _l("Créez un jeton qui a cette portée.")),
    "not_found": (_l("Introuvable"), _l("Rien ici que vous puissiez voir.")),
    "method_not_allowed": (_l("Méthode non prévue"), _l("L’en-tête Allow donne les méthodes de cette adresse.")),
    "conflict": (_l("Conflit"), _l("L’état a changé entre-temps. Relisez-le et recommencez.")),
    "conversation_closed": (_l("Conversation close"), _l("Rouvrez la conversation pour y écrire.")),
    "answered_meanwhile": (_l("Quelqu’un a répondu entre-temps"), _l("Lisez ce qui est arrivé, puis renvoyez avec le nouveau seen_up_to.")),
    "last_one_named": (_l("Dernière personne nommée"), _l("Une conversation confidentielle garde au moins un collaborateur. Ajoutez quelqu’un d’abord.")),
    "already_reviewed": (_l("Message déjà examiné"), _l("Quelqu’un d’autre l’a accepté ou écarté. Relisez-le.")),
    "already_away": (_l("Absence déjà prévue"), _l("Une autre absence vient d’être enregistrée. Relisez-la et recommencez.")),
    "absence_over": (_l("Absence terminée"), _l("Prévoyez-en une autre.")),
    "delivery_not_failed": (_l("Rien à renvoyer"), _l("Cet envoi n’a pas échoué, ou quelqu’un vient de le relancer.")),
    "delivery_already_sent": (_l("Déjà parti par cette voie"), _l("Relisez les envois du message : celui-ci y est.")),
    "import_not_ready": (_l("Importation non vérifiée"), _l("Attendez que le fichier soit vérifié ; ses lignes n’entrent qu’une fois.")),
    "import_not_undoable": (_l("Rien à annuler"), _l("Relisez l’importation : elle est déjà annulée, ou n’a rien fait entrer.")),
    "validation_settled": (_l("Demande déjà décidée ou retirée"), _l("Relisez la demande : elle dit qui l’a décidée ou retirée, et quand.")),
    "validation_not_yours": (_l("À quelqu’un d’autre de le faire"), _l("La demande dit à qui elle est adressée et qui l’a faite.")),
    "proof_missing": (_l("Second facteur demandé"), _l("Ajoutez un second facteur à votre compte, puis réessayez.")),
    "part_closed": (_l("Partie non ouverte"), _l("Votre cabinet ne vous a pas ouvert cette partie du portail.")),
    "reminder_too_soon": (_l("Relance trop proche"), _l("Une relance par jour au plus.")),
    "arrival_answered": (_l("Invitation qui n’attend plus"), _l("Relisez-la : elle dit ce qu’elle est devenue.")),
    "place_kept": (_l("Place inchangée"), _l("Relisez la place de cette personne et recommencez.")),
    "own_access": (_l("Votre propre accès"), _l("Demandez à un collègue de le changer.")),
    "last_administrator": (_l("Dernier administrateur"), _l("Nommez-en d’abord un autre.")),
    "address_is_theirs": (_l("Adresse d’une personne qui s’est déjà connectée"), _l("Elle seule la change, depuis son profil.")),
    "known_elsewhere": (_l("Personne connue d’un autre cabinet"), _l("Elle seule change ses coordonnées, depuis son profil.")),
    "already_undone": (_l("Changement déjà annulé"), _l("Relisez les utilisateurs : ils ont ce qu’ils avaient, sauf qui a été changé depuis.")),
    "client_user_deleted": (_l("Utilisateur supprimé"), _l("Rouvrez-le d’abord.")),
    "client_user_waiting": (_l("Utilisateur à valider ou suspendu"), _l("Validez-le ou rouvrez-le d’abord.")),
    "beyond_own_rights": (_l("Plus que vos propres droits"), _l("Demandez à quelqu’un qui a ce droit.")),
    "still_in_use": (_l("Encore utilisé"), _l("Donnez d’abord à quelqu’un d’autre ce qui en dépend.")),
    "addressee_gone": (_l("Destinataire parti"), _l("Adressez la demande à quelqu’un d’autre.")),
    "invitation_answered": (_l("Invitation déjà acceptée ou révoquée"), _l("Relisez-la : elle dit ce qu’elle est devenue.")),
    "invitation_not_sent": (_l("Invitation non renvoyée"), _l("Corrigez ce qui l’empêche de partir, puis réessayez.")),
    "remedy_refused": (_l("Remède refusé"), _l("Relisez la revue des accès : la raison dit ce qui s’y oppose.")),
    "request_done": (_l("Demande déjà faite ou annulée"), _l("Relisez la demande : elle dit qui a répondu, et quand.")),
    "last_method": (_l("Dernier moyen de paiement"), _l("Ajoutez-en d’abord un autre.")),
    "method_gone": (_l("Moyen de paiement inutilisable"), _l("Relisez la liste et choisissez-en un autre.")),
    "no_creditor": (_l("Pas de mandat SEPA ici"), _l("L’exploitant n’a pas encore enregistré le créancier.")),
    "too_large": (_l("Demande trop volumineuse"), _l("Envoyez moins de données à la fois.")),
    "invalid": (_l("Valeurs à corriger"), _l("Corrigez les champs nommés et recommencez.")),
    "key_reused": (_l("Clé déjà employée"), _l("Cette Idempotency-Key a servi à une autre demande. Prenez-en une nouvelle.")),
    "too_many_requests": (_l("Trop de demandes"), _l("Attendez le nombre de secondes que donne Retry-After.")),
    "external_failure": (_l("L’autre logiciel a échoué"), _l("Réessayez plus tard, ou testez votre compte externe.")),
    "incident": (_l("Un incident est survenu"), _l("Rien n’a été enregistré à moitié. Réessayez dans un instant.")),
}


def problem_sentence(code):
    """(title, advice) of a problem, in the active language."""
    title, advice = PROBLEMS[code]
    return str(title), str(advice)


def value_sentence(error):
    """One pydantic error as a sentence in the active language."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context.get("error", "")) or _("Valeur illisible.")
    sentences = VALUE_SENTENCES.get(kind) or VALUE_SENTENCES.get(kind.partition("_")[0])
    return (str(sentences) if sentences else _("Valeur illisible.")) % {name: str(value) for name, value in context.items()}


# By pydantic's kind of error, else by its first word.
VALUE_SENTENCES = {
    "missing": _l("Ce champ est requis."),
    "extra_forbidden": _l("Ce champ n’existe pas ou ne se change pas ici."),
    "string_too_long": _l("Au plus %(max_length)s caractères."),
    "string_too_short": _l("Au moins %(min_length)s caractères."),
    "string_pattern_mismatch": _l("Ce texte est vide ou contient un caractère interdit."),
    "string_type": _l("Un texte est attendu."),
    "too_long": _l("Au plus %(max_length)s éléments."),
    "json_invalid": _l("Le corps de la demande n’est pas du JSON lisible."),
    "json": _l("Le corps de la demande n’est pas du JSON lisible."),
    "model_type": _l("Un objet est attendu."),
    "model_attributes_type": _l("Un objet est attendu."),
    "literal_error": _l("Valeurs possibles : %(expected)s."),
    "enum": _l("Valeurs possibles : %(expected)s."),
    "greater_than_equal": _l("Au moins %(ge)s."),
    "less_than_equal": _l("Au plus %(le)s."),
    "int": _l("Un nombre entier est attendu."),
    "bool": _l("true ou false est attendu."),
    "list": _l("Une liste est attendue."),
    "date": _l("Un jour est attendu : 2026-12-24."),
    "datetime": _l("Un moment est attendu, avec son fuseau : 2026-12-24T18:00:00+01:00."),
    "timezone": _l("Un moment est attendu, avec son fuseau : 2026-12-24T18:00:00+01:00."),
}
