"""What news conversations bring."""

from collections import defaultdict
from email.utils import formataddr

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.utils.translation import ngettext_lazy as _nl

from comptoir.firms.models import Team
from comptoir.notifications.registry import CATEGORY_LABELS, Answering, Audience, Channel, Told, Topic, Words, declare

from .actions.escalate import ESCALATED
from .actions.participants import FORWARDED
from .escalation import Step
from .reply_addresses import reply_address, thread_id
from .visibility import facts_before, facts_of, who_sees

CATEGORY = "conversations"
# The id of a conversation that is only being previewed.
NOT_YET = 0
MESSAGE_VERBS = frozenset({"message.posted", "conversation.opened"})
CATEGORY_LABELS[CATEGORY] = _l("Conversations")


def members_of_teams(events):
    """{team id: [user ids]} of the teams to which these events' conversations are assigned."""
    teams = defaultdict(list)
    ids = {event.data.get("assigned_team") for event in events} - {None}
    for team_id, user_id in Team.members.through.objects.filter(team_id__in=ids).values_list("team_id", "user_id") if ids else ():
        teams[team_id].append(user_id)
    return teams


def assignees(events):
    """Told for the person assigned, or for everybody in the team assigned."""
    teams = members_of_teams(events)
    for event in events:
        if event.data.get("assigned_user"):
            yield Told(event, event.data["assigned_user"], "assigned")
        for user_id in teams.get(event.data.get("assigned_team"), ()):
            yield Told(event, user_id, "assigned_to_team")


def whom_a_message_concerns(events):
    """Who has the conversation and who takes part; where it was passed on, those to whom it was."""
    yield from assignees([event for event in events if event.verb != FORWARDED])
    for event in events:
        reason = "forwarded" if event.verb == FORWARDED else "recipient"
        yield from (Told(event, user_id, reason) for user_id in event.data["recipients"])


def told_of_messages(events):
    """Of a message: whom the conversation is assigned to and its recipients; of a question without an answer: whoever is reminded of it."""
    escalated = [event for event in events if event.verb == ESCALATED]
    yield from whom_a_message_concerns([event for event in events if event.verb != ESCALATED])
    for event in escalated:
        yield from (Told(event, user_id, reminder_reason(event)) for user_id in event.data["reminded"])


def reminder_reason(event):
    if event.data["step"] == Step.ASSIGNEE:
        return "waits_for_team" if event.data["to_team"] else "waits_for_you"
    return "waits_where_you_manage" if event.data["step"] == Step.MANAGERS else "waits_for_the_last_resort"


def mentioned(events):
    return (Told(event, user_id, "mentioned") for event in events for user_id in event.data["mentions"])


def authors_of_failed(events):
    """The authors of the messages whose delivery failed, and only of messages."""
    return (Told(event, event.data["author_id"], "author") for event in events if event.data["verb"] in MESSAGE_VERBS and event.data["author_id"])


def conversation_id(event):
    """The conversation that an event speaks of: its target, or the target of the event whose delivery failed; 0 before there is one."""
    return event.data["about_id"] if event.verb == "delivery.failed" else event.target_id


def still_sees(pairs, *, sides=frozenset({"member", "client"})):
    """The pairs whose person sees the conversation, on one of `sides`."""
    ids = {event: conversation_id(event) for event, _user in pairs}
    facts = facts_of({pk for pk in ids.values() if pk})
    for event in (event for event, pk in ids.items() if pk == NOT_YET):
        facts[NOT_YET] = facts_before(event)
    sees = who_sees(facts, {user_id for _event, user_id in pairs})
    return {(event, user_id) for event, user_id in pairs if sees.get((ids[event], user_id)) in sides}


def still_works(pairs):
    """Notes are for members only."""
    return still_sees(pairs, sides={"member"})


def address(event):
    return reverse("conversation", args=[conversation_id(event)])


def about(event):
    return event.data.get("dossier_name", "")


def message_words(event):
    if event.verb == ESCALATED:
        return waiting_words(event)
    return Words(_("%(author)s a écrit : %(subject)s") % event.data, event.data["excerpt"], address(event), about(event))


def waiting_words(event):
    """«Sans réponse depuis 8 heures ouvrées : Bail du fournil»"""
    sentence = ngettext(
        "Sans réponse depuis %(hours)s heure ouvrée : %(subject)s", "Sans réponse depuis %(hours)s heures ouvrées : %(subject)s", event.data["hours"]
    )
    return Words(sentence % event.data, event.data["excerpt"], address(event), about(event))


def assigned_words(event):
    return Words(_("Conversation assignée : %(subject)s") % event.data, _("%(author)s, %(dossier_name)s") % event.data, address(event), about(event))


def answering(event, user_id):
    """A person's answer to such a mail becomes their message; without INBOUND_ADDRESS it goes to the author, as any mail's."""
    address_of_answer = reply_address(event.target_id, user_id)
    return Answering(formataddr((event.data.get("author") or "", address_of_answer)), (thread_id(event.target_id),)) if address_of_answer else None


def note_words(event):
    return Words(_("Note de %(author)s : %(subject)s") % event.data, event.data["excerpt"], address(event), about(event))


def mention_words(event):
    return Words(_("%(author)s vous mentionne : %(subject)s") % event.data, event.data["excerpt"], address(event), about(event))


def failed_words(event):
    return Words(_("Message non remis à %(recipient)s") % event.data, event.data["error"], address(event))


ASSIGNED_OF_ANOTHER = {"assigned": _l("la conversation lui est confiée"), "assigned_to_team": _l("la conversation est confiée à son équipe")}
ASSIGNED = {"assigned": _l("la conversation vous est assignée"), "assigned_to_team": _l("la conversation est assignée à votre équipe")}

# `hours` are those of the event, worked since the question was put.
WAITING = {
    "waits_for_you": _nl(
        "question sans réponse depuis %(hours)s heure ouvrée : elle vous est assignée",
        "question sans réponse depuis %(hours)s heures ouvrées : elle vous est assignée",
        "hours",
    ),
    "waits_for_team": _nl(
        "question sans réponse depuis %(hours)s heure ouvrée : elle est assignée à votre équipe",
        "question sans réponse depuis %(hours)s heures ouvrées : elle est assignée à votre équipe",
        "hours",
    ),
    "waits_where_you_manage": _nl(
        "question sans réponse depuis %(hours)s heure ouvrée : vous gérez le dossier",
        "question sans réponse depuis %(hours)s heures ouvrées : vous gérez le dossier",
        "hours",
    ),
    "waits_for_the_last_resort": _nl(
        "question sans réponse depuis %(hours)s heure ouvrée : vous êtes le recours du cabinet",
        "question sans réponse depuis %(hours)s heures ouvrées : vous êtes le recours du cabinet",
        "hours",
    ),
}
WAITING_OF_ANOTHER = {
    "waits_for_you": _nl(
        "question sans réponse depuis %(hours)s heure ouvrée : elle lui est assignée",
        "question sans réponse depuis %(hours)s heures ouvrées : elle lui est assignée",
        "hours",
    ),
    "waits_for_team": _nl(
        "question sans réponse depuis %(hours)s heure ouvrée : elle est assignée à son équipe",
        "question sans réponse depuis %(hours)s heures ouvrées : elle est assignée à son équipe",
        "hours",
    ),
    "waits_where_you_manage": _nl(
        "question sans réponse depuis %(hours)s heure ouvrée : gestionnaire du dossier",
        "question sans réponse depuis %(hours)s heures ouvrées : gestionnaire du dossier",
        "hours",
    ),
    "waits_for_the_last_resort": _nl(
        "question sans réponse depuis %(hours)s heure ouvrée : recours du cabinet",
        "question sans réponse depuis %(hours)s heures ouvrées : recours du cabinet",
        "hours",
    ),
}

CONCERNED = {"recipient": _l("vous êtes destinataire de cette conversation"), "forwarded": _l("quelqu’un vous a transmis cette conversation")}
CONCERNED_OF_ANOTHER = {"recipient": _l("destinataire de la conversation"), "forwarded": _l("la conversation lui est transmise")}

declare(
    Topic(
        code="conversation.message",
        category=CATEGORY,
        label=_l("Nouveaux messages"),
        audience=Audience.BOTH,
        default=frozenset({Channel.IN_APP, Channel.WEB, Channel.MOBILE, Channel.EMAIL}),
        verbs=MESSAGE_VERBS | {FORWARDED, ESCALATED},
        recipients=told_of_messages,
        still_allowed=still_sees,
        words=message_words,
        reasons=ASSIGNED | WAITING | CONCERNED,
        reasons_of_another=ASSIGNED_OF_ANOTHER | WAITING_OF_ANOTHER | CONCERNED_OF_ANOTHER,
        button=_l("Lire et répondre"),
        answering=answering,
        weight=10,
    )
)

declare(
    Topic(
        code="conversation.note",
        category=CATEGORY,
        label=_l("Nouvelles notes"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.WEB}),
        verbs=frozenset({"note.added"}),
        recipients=assignees,
        still_allowed=still_works,
        words=note_words,
        reasons=ASSIGNED,
        reasons_of_another=ASSIGNED_OF_ANOTHER,
        weight=10,
    )
)

declare(
    Topic(
        code="conversation.mention",
        category=CATEGORY,
        label=_l("@Mentions dans une note"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.WEB, Channel.MOBILE, Channel.EMAIL}),
        verbs=frozenset({"note.added"}),
        recipients=mentioned,
        still_allowed=still_works,
        words=mention_words,
        reasons={"mentioned": _l("quelqu’un vous a mentionné")},
        reasons_of_another={"mentioned": _l("mentionné dans la note")},
        weight=30,
    )
)

declare(
    Topic(
        code="conversation.assigned",
        category=CATEGORY,
        label=_l("Conversations assignées"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.WEB, Channel.MOBILE, Channel.EMAIL}),
        verbs=frozenset({"conversation.opened", "conversation.assigned"}),
        recipients=assignees,
        still_allowed=still_works,
        words=assigned_words,
        reasons=ASSIGNED,
        reasons_of_another=ASSIGNED_OF_ANOTHER,
        button=_l("Lire et répondre"),
        answering=answering,
        weight=20,
    )
)

declare(
    Topic(
        code="conversation.send_error",
        category=CATEGORY,
        label=_l("Erreurs dans un message envoyé"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.WEB, Channel.EMAIL}),
        verbs=frozenset({"delivery.failed"}),
        recipients=authors_of_failed,
        still_allowed=still_works,
        words=failed_words,
        reasons={"author": _l("vous avez écrit ce message")},
    )
)
