"""«Paramètres de conversations»: how often and in which language one is told, and the participation table (C2)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.notifications.choices import frequency_key
from comptoir.notifications.languages import LIKE_THE_PROFILE, declare_language
from comptoir.notifications.timing import Frequency
from comptoir.preferences.catalogue import Choice, Scope, Setting, declare_setting, get_setting
from comptoir.preferences.lines import line_of, show_also
from comptoir.preferences.registry import SettingsPage, declare
from comptoir.preferences.resolver import values_of

from .lines import Page
from .topics import CATEGORY

PREFIX = "/settings/conversations/values"
FREQUENCY, LANGUAGE = frequency_key(CATEGORY), "conversations.language"


def has_conversations(user):
    standing = standing_of(user)
    return standing.is_member or bool(standing.client_ids)


def languages():
    return [(LIKE_THE_PROFILE, str(_("Celle du profil"))), *settings.LANGUAGES]


def conversations_context(request):
    values = values_of(request.user)
    return {
        "lines": [line_of(values, get_setting(key)) for key in (FREQUENCY, LANGUAGE)],
        "prefix": PREFIX,
        "table": Page(request),
    }


declare_setting(
    Setting(
        LANGUAGE,
        "conversations",
        Choice(languages),
        _("Langue des conversations"),
        default=LIKE_THE_PROFILE,
        help=_("La langue des notifications liées aux conversations : e-mails et appareils."),
        words=_("langue e-mails notifications français anglais néerlandais"),
        scopes=frozenset({Scope.FIRM, Scope.ROLE, Scope.USER}),
        offered_to=has_conversations,
    )
)
declare_language(CATEGORY, LANGUAGE)
show_also(
    PREFIX,
    FREQUENCY,
    _("Fréquence"),
    notes={
        Frequency.NEVER.value: _(
            "Vous ne recevrez plus d’e-mail, mais vous pourrez toujours retrouver les questions liées aux conversations dans le dossier concerné, "
            "et dans la cloche."
        )
    },
)
show_also(PREFIX, LANGUAGE, _("Langue"))
declare(
    SettingsPage(
        "conversations",
        _("Paramètres de conversations"),
        None,
        "message-square",
        order=45,
        intro=_("À quelle fréquence et dans quelle langue vous êtes prévenu, et dans quels dossiers vous participez."),
        words=_("participation destinataire cloche grise question comptable entrepreneur licence dossier gestionnaire outils"),
        template="conversations/settings.html",
        offered_to=has_conversations,
        context=conversations_context,
    )
)
