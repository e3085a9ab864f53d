"""What makes a desk: missions, due dates, answers kept for the next time, a view of the inbox, something asleep, something begun, something confidential."""

from datetime import timedelta

from django.utils import timezone

from comptoir.clients.models import Dossier
from comptoir.conversations.actions import Draft, add_usual_missions, ask, classify_conversation, save_draft, snooze_conversation
from comptoir.conversations.models import CannedAnswer, Conversation, Mission, SavedDraft, SavedView, Side

RECEIVED = "Bonjour {{prénom}},\n\nBien reçu, merci. Nous revenons vers vous d’ici la fin de la semaine.\n\n{{moi}}\n{{cabinet}}"
MISSING = "Bonjour {{prénom}},\n\nIl nous manque encore vos relevés bancaires pour le dossier {{dossier}}. Pouvez-vous les joindre ici avant le {{échéance}} ?"


def show_desk(firm, people):
    marie, paul, helene = people["marie"], people["paul"], people["helene"]
    add_usual_missions(firm, by=people["alix"])
    CannedAnswer.objects.create(firm=firm, title="Accusé de réception", body=RECEIVED)
    CannedAnswer.objects.create(firm=firm, title="Relevés manquants", body=MISSING)
    CannedAnswer.objects.create(firm=firm, owner=paul, title="Rendez-vous par téléphone", body="Bonjour {{prénom}}, je vous appelle demain matin.")
    SavedView.objects.create(firm=firm, owner=paul, name="À répondre cette semaine", query="box=all&due=week", is_shared=True, position=1)
    missions = {mission.name: mission for mission in Mission.objects.filter(firm=firm)}
    classify_conversation(named(firm, "Relevés de novembre"), by=paul, mission=missions["Tenue"], due_on=timezone.localdate() + timedelta(days=6))
    classify_conversation(named(firm, "Embauche d’un apprenti"), by=paul, mission=missions["Paie"], due_on=None)
    begun = "Bonjour Madame Roux, pour un apprenti il faut d’abord"
    save_draft(paul, {"conversation": named(firm, "Embauche d’un apprenti"), "kind": SavedDraft.Kind.MESSAGE}, body=begun)
    snooze_conversation(named(firm, "Bilan à relire"), by=marie, until=timezone.now() + timedelta(days=4))
    ask_in_confidence(firm, marie, helene)


def ask_in_confidence(firm, marie, helene):
    """Between Hélène and Marie: neither Jules nor Paul nor the firm's administrator sees it."""
    roux = Dossier.objects.get(firm=firm, name="Boulangerie Roux")
    draft = Draft("Entre nous pour l’instant : je songe à vendre le fonds. Par quoi commencer ?", helene)
    ask(roux, side=Side.ACCOUNTANT, subject="Vente du fonds", draft=draft, recipient_ids=[marie.pk], is_confidential=True)


def named(firm, subject):
    return Conversation.objects.select_related("dossier").get(firm=firm, subject=subject)
