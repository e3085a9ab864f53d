"""Who came and who left: Chloé left a month ago and Paul took over what she followed; Tom is expected, Inès has just begun."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.models import Dossier, DossierManager
from comptoir.conversations.actions import assign_conversation
from comptoir.conversations.models import Conversation, Side
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess, Membership
from comptoir.staffing.actions import Departing, NewMember, accept_arrival, invite_member, plan_departure
from comptoir.staffing.actions.joining import WELCOME
from comptoir.staffing.actions.leaving import BRIEF
from comptoir.staffing.models import Arrival, Departure
from comptoir.transports.models import Delivery

LONG_AGO = timedelta(days=28)
FORMER = ("chloe.renard@lormeau.example", "Chloé", "Renard", "Collaboratrice comptable")


def show_staff(firm, people, password):
    """`password`: the hash that the whole cast shares."""
    leave(firm, people, password)
    arrive(firm, people["alix"], password)


def leave(firm, people, password):
    """Everything that she held went to Paul; it can still be undone for two days."""
    alix, paul = people["alix"], people["paul"]
    email, first, last, job_title = FORMER
    chloe = User.objects.create(email=email, first_name=first, last_name=last, job_title=job_title, password=password, last_login=timezone.now() - LONG_AGO)
    place = Membership.objects.create(firm=firm, user=chloe, joined_at=timezone.now() - timedelta(days=900))
    LicenceAccess.objects.bulk_create([LicenceAccess(membership=place, licence=one) for one in firm.licences.all()])
    dossiers = list(Dossier.objects.filter(firm=firm, client__portal_enabled_at=None).order_by("-name_key")[:3])
    DossierManager.objects.bulk_create([DossierManager(dossier=one, user=chloe, rank=one.manager_links.count()) for one in dossiers])
    words = {"firm": firm, "licence": dossiers[0].licence, "client": dossiers[0].client, "dossier": dossiers[0], "side": Side.ENTREPRENEUR}
    one = Conversation.objects.create(**words, subject="Registre du personnel", awaits_firm=False, opened_by=chloe, last_excerpt="Merci de nous l’envoyer.")
    assign_conversation(Conversation.objects.get(pk=one.pk), by=alix, user=chloe)
    departure = plan_departure(Membership.objects.select_related("user", "firm").get(pk=place.pk), Departing(paul.pk), by=alix)
    put_back(departure, one)


def put_back(departure, conversation):
    """All of it happened four weeks ago; its mails have arrived."""
    moment = departure.carried_out_at - LONG_AGO
    Departure.objects.filter(pk=departure.pk).update(carried_out_at=moment, created_at=moment, leaves_on=moment.date())
    Membership.objects.filter(pk=departure.membership_id).update(left_at=moment)
    Conversation.objects.filter(pk=conversation.pk).update(opened_at=moment, last_message_at=moment)
    events = Event.objects.about(departure.membership) | Event.objects.about(conversation)
    events.update(occurred_at=F("occurred_at") - LONG_AGO, drained_at=timezone.now())
    Delivery.objects.filter(content=BRIEF).update(state=Delivery.State.SENT, sent_at=moment)


def arrive(firm, alix, password):
    """Two new colleagues: one has not answered yet, one is here with points open."""
    licences = tuple(firm.licences.values_list("pk", flat=True))
    words = {"language": "fr", "licence_ids": licences[:1]}
    tom = NewMember("Tom", "Vidal", "tom.vidal@lormeau.example", job_title="Collaborateur comptable", **words)
    ines = NewMember("Inès", "Caron", "ines.caron@lormeau.example", job_title="Collaboratrice social", **words)
    for one in (tom, ines):
        invite_member(firm, one, by=alix)
    Delivery.objects.filter(content=WELCOME).update(state=Delivery.State.SENT, sent_at=timezone.now())
    arrival = Arrival.objects.get(firm=firm, email=ines.email)
    accept_arrival(arrival)
    User.objects.filter(pk=arrival.user_id).update(password=password, last_login=timezone.now())
