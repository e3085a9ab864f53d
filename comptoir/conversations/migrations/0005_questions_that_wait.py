from django.db import migrations
from django.db.models import Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce


def give_moments(apps, schema_editor):
    """Open conversations in which the client had the last word wait since the first message that nobody answered; the worker works out when they are due."""
    Conversation, Message = apps.get_model("conversations", "Conversation"), apps.get_model("conversations", "Message")
    said = Message.objects.filter(conversation=OuterRef("pk"), is_note=False).order_by()
    last_of_firm = said.filter(from_client=False).values("conversation").annotate(last=Max("id")).values("last")
    waiting = Conversation.objects.filter(closed_at=None, awaits_firm=True, awaits_since=None).annotate(answered=Coalesce(Subquery(last_of_firm), 0))
    first = said.filter(from_client=True, id__gt=OuterRef("answered")).values("conversation").annotate(first=Min("sent_at")).values("first")
    since = Coalesce(Subquery(first), "last_message_at")
    waiting.update(awaits_since=since, next_escalation_at=since)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0004_search_index")]

    operations = [migrations.RunPython(give_moments, migrations.RunPython.noop)]
