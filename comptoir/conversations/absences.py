"""What an absence concerns here: the open conversations of who leaves, the dossiers they manage, the due dates meanwhile, the clients who were told."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.away.models import Absence, ClientTold
from comptoir.away.registry import Concern, Item, declare, section
from comptoir.clients.models import Dossier
from comptoir.clients.workplaces import members_of
from comptoir.ui.moments import full_moment, short_day

from .actions.handover import divide, give_back, hand_over, open_ones
from .coverage import People
from .decisions import Reason
from .models import Conversation, Message, Reassignment

# Read for one section at most; what is over is counted all the same by what the sentence says.
MOST = 500


def simulate(absence, reader):
    """What would go, what would stay, which dossiers would be without anybody, and what is due meanwhile (X5)."""
    division = divide(absence)
    show = line_for(reader, list(division.assignments))
    due = due_sections(absence, list(division.assignments), show)
    return [*dossier_sections(absence), *passing_sections(absence, division, show), *staying_sections(division, show), *due]


def line_for(reader, conversations):
    """The function that makes a line of a conversation: of one that `reader` may not read, it says no more than that there is one."""
    confidential = [one.pk for one in conversations if one.is_confidential]
    seen = set(Conversation.objects.worked_on_by(reader).filter(pk__in=confidential).values_list("pk", flat=True)) if confidential else set()
    return lambda one: line(one) if not one.is_confidential or one.pk in seen else Item(_("Conversation confidentielle"))


def dossier_sections(absence):
    """The dossiers one manages: those for which nobody would be there, then who of the others takes part in each."""
    dossiers = list(Dossier.objects.filter(firm=absence.firm_id, manager_links__user=absence.user_id).order_by("name_key", "pk"))
    if not dossiers:
        return []
    people = People({absence.firm_id}, absence.starts_at, also_away=away_meanwhile(absence))
    alone = [one for one in dossiers if people.gap_of(one.pk, one.firm_id, one.licence_id)]
    shared, names = [one for one in dossiers if one not in set(alone)], names_in(absence.firm_id)
    sentence = ngettext("Un dossier sans personne pendant l’absence", "%(count)s dossiers sans personne pendant l’absence", len(alone)) % {"count": len(alone)}
    others = ngettext("Un dossier que d’autres suivent aussi", "%(count)s dossiers que d’autres suivent aussi", len(shared)) % {"count": len(shared)}
    return [
        *some("uncovered_dossiers", sentence, (dossier_line(one) for one in alone), is_warning=True),
        *some("shared_dossiers", others, (dossier_line(one, people, names) for one in shared)),
    ]


def dossier_line(dossier, people=None, names=None):
    """With the names of its managers who take part and are there."""
    here = people.managers_present(dossier.pk, dossier.firm_id, dossier.licence_id) if people else ()
    return Item(dossier.name, reverse("dossier", args=[dossier.pk]), ", ".join(sorted(names[one] for one in here)), dossier.pk)


def names_in(firm_id):
    """{user id: name} of those who work for the firm."""
    return {user.pk: user.full_name for user in members_of([firm_id])}


def away_meanwhile(absence):
    """{(firm id, user id): when they return} of the absent person and of everybody whose absence shares a moment with theirs."""
    others = Absence.objects.overlapping(absence.starts_at, absence.ends_at).filter(firm=absence.firm_id).exclude(pk=absence.pk)
    away = {(absence.firm_id, user_id): ends_at for user_id, ends_at in others.values_list("user_id", "ends_at")}
    return away | {(absence.firm_id, absence.user_id): absence.ends_at}


def passing_sections(absence, division, show):
    """What the delegate gets, and when."""
    passing, to = division.passing, absence.delegate
    words = {"count": len(passing), "name": to}
    if absence.moves == Absence.Moves.ALL:
        sentence = ngettext("Une conversation ouverte passera à %(name)s", "%(count)s conversations ouvertes passeront à %(name)s", len(passing))
        return some("moving", sentence % words, map(show, passing))
    if absence.moves == Absence.Moves.RETURNING:
        sentence = ngettext(
            "Une conversation ouverte passera à %(name)s si le client y écrit",
            "%(count)s conversations ouvertes passeront à %(name)s si leurs clients y écrivent",
            len(passing),
        )
        return some("moving_when_written", sentence % words, map(show, passing))
    return some("staying", stay_sentence(len(passing)), map(show, passing))


def stay_sentence(count):
    return ngettext("Une conversation ouverte attendra le retour", "%(count)s conversations ouvertes attendront le retour", count) % {"count": count}


def staying_sections(division, show):
    """What stays whatever was chosen, and why."""
    kept, confidential = division.staying(Reason.WROTE_WHILE_AWAY), division.staying(Reason.AWAY_AND_CONFIDENTIAL)
    without = division.staying(Reason.AWAY_WITHOUT_DELEGATE)
    kept_words = ngettext(
        "Une conversation reste : le client a reçu un message pendant l’absence",
        "%(count)s conversations restent : leurs clients ont reçu un message pendant l’absence",
        len(kept),
    ) % {"count": len(kept)}
    confidential_words = ngettext(
        "Une conversation confidentielle ne passe à personne", "%(count)s conversations confidentielles ne passent à personne", len(confidential)
    ) % {"count": len(confidential)}
    return [
        *some("staying", stay_sentence(len(without)), map(show, without), is_warning=True),
        *some("confidential", confidential_words, map(show, confidential), is_warning=True),
        *some("kept", kept_words, map(show, kept)),
    ]


def due_sections(absence, conversations, show):
    """The due dates of these conversations that fall into the absence."""
    first, last = days_of(absence)
    due = sorted((one for one in conversations if one.due_on and first <= one.due_on and (last is None or one.due_on <= last)), key=lambda one: one.due_on)
    sentence = ngettext("Une échéance pendant l’absence", "%(count)s échéances pendant l’absence", len(due)) % {"count": len(due)}
    return some("due", sentence, map(show, due), is_warning=True)


def days_of(absence):
    """The first and the last day of an absence where the reader is; None while nobody knows the last."""
    last = absence.last_moment
    return timezone.localdate(absence.starts_at), timezone.localdate(last) if last else None


def at_start(absence, reader):
    """For who stands in: what is theirs now, what stays with the absent person, what is due meanwhile. Last words stand on the page alone."""
    seen = Conversation.objects.worked_on_by(reader).open().filter(firm=absence.firm_id).select_related("dossier").order_by("-last_message_at", "-pk")
    entrusted = list(seen.filter(reassignments__absence=absence, reassignments__returned_at=None).exclude(assigned_user=absence.user_id).distinct()[:MOST])
    staying = list(seen.filter(pk__in=open_ones(absence).values("pk"))[:MOST])
    mine = ngettext("Une conversation vous est confiée", "%(count)s conversations vous sont confiées", len(entrusted)) % {"count": len(entrusted)}
    theirs = ngettext("Une conversation reste avec %(name)s", "%(count)s conversations restent avec %(name)s", len(staying)) % {
        "count": len(staying),
        "name": absence.user.full_name,
    }
    return [
        *some("entrusted", mine, map(line, entrusted)),
        *some("staying", theirs, map(line, staying)),
        *due_sections(absence, [*entrusted, *staying], line),
    ]


def at_return(absence, reader):
    """For who comes back: what moved (with «Reprendre»), what colleagues answered, what waits, which clients were told."""
    return [*moved_section(absence, reader), *answered_section(absence, reader), *waiting_section(absence, reader), *told_section(absence)]


def moved_section(absence, reader):
    rows = Reassignment.objects.filter(absence=absence, conversation__in=Conversation.objects.worked_on_by(reader).values("pk"))
    people = ("to_user", "to_team", "conversation__dossier", "conversation__assigned_user", "conversation__assigned_team")
    latest = {}
    for row in rows.select_related(*people).order_by("-pk")[:MOST]:
        latest.setdefault(row.conversation_id, row)
    items = [moved_item(absence, row, reader) for row in latest.values()]
    address = taking_back_address(absence) if any(item.action for item in items) else ""
    sentence = ngettext("Une conversation est allée ailleurs", "%(count)s conversations sont allées ailleurs", len(items)) % {"count": len(items)}
    return some("moved", sentence, items, action=address)


def moved_item(absence, row, reader):
    one = row.conversation
    holder = _("vous l’avez") if one.assigned_user_id == reader.pk else _("chez %(name)s") % {"name": one.assignee} if one.assignee else _("chez personne")
    state = _("close") if one.is_closed else holder
    detail = _("%(dossier)s, confiée à %(name)s %(moment)s · %(state)s") % {
        "dossier": one.dossier.name,
        "name": row.to or _("quelqu’un qui est parti"),
        "moment": full_moment(row.moved_at),
        "state": state,
    }
    can_be_taken = row.returned_at is None and not one.is_closed and one.assigned_user_id != reader.pk
    return Item(one.subject, reverse("conversation", args=[one.pk]), detail, one.pk, taking_back_address(absence) if can_be_taken else "")


def taking_back_address(absence):
    return reverse("conversation_taking_back", args=[absence.pk])


def answered_section(absence, reader):
    """What colleagues answered meanwhile in the conversations that were the person's."""
    theirs = Conversation.objects.worked_on_by(reader).filter(firm=absence.firm_id)
    theirs = theirs.filter(pk__in=Reassignment.objects.filter(absence=absence).values("conversation")) | theirs.filter(assigned_user=reader)
    messages = Message.objects.filter(conversation__in=theirs.values("pk"), is_note=False, from_client=False, is_automatic=False)
    messages = messages.filter(sent_at__gte=absence.starts_at, sent_at__lt=absence.last_moment or timezone.now()).exclude(author=reader).exclude(author=None)
    latest = {}
    for message in messages.select_related("author", "conversation__dossier").order_by("-pk")[:MOST]:
        latest.setdefault(message.conversation_id, message)
    items = [answered_item(message) for message in latest.values()]
    sentence = ngettext("Une conversation a reçu une réponse", "%(count)s conversations ont reçu une réponse", len(items)) % {"count": len(items)}
    return some("answered", sentence, items)


def answered_item(message):
    one = message.conversation
    words = {"dossier": one.dossier.name, "name": message.author.full_name, "moment": full_moment(message.sent_at)}
    return Item(one.subject, reverse("conversation", args=[one.pk]), _("%(dossier)s, par %(name)s %(moment)s") % words, one.pk)


def waiting_section(absence, reader):
    waiting = list(open_ones(absence).filter(awaits_firm=True)[:MOST])
    sentence = ngettext("Une conversation attend votre réponse", "%(count)s conversations attendent votre réponse", len(waiting)) % {"count": len(waiting)}
    return some("waiting", sentence, map(line, waiting))


def told_section(absence):
    told = list(ClientTold.objects.filter(absence=absence).select_related("user").order_by("pk")[:MOST])
    items = [Item(one.user.full_name, detail=full_moment(one.told_at), id=one.user_id) for one in told]
    sentence = ngettext("Un client a été prévenu de l’absence", "%(count)s clients ont été prévenus de l’absence", len(items)) % {"count": len(items)}
    return some("told", sentence, items)


def line(conversation):
    """A conversation in a section: its subject, its dossier, its due date; its last words for the page alone."""
    due = conversation.due_on and _("échéance %(day)s") % {"day": short_day(conversation.due_on)}
    detail = ", ".join(filter(None, [conversation.dossier.name, due]))
    return Item(conversation.subject, reverse("conversation", args=[conversation.pk]), detail, conversation.pk, words=conversation.last_excerpt)


def some(code, sentence, items, **more):
    """The section in a list, or nothing where it has no line."""
    made = section(code, sentence, items, **more)
    return [made] if made.count else []


declare(Concern("conversations", order=10, open=hand_over, settle=give_back, simulate=simulate, at_start=at_start, at_return=at_return))
