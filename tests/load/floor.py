"""The floors: the least Django code that does the same reads, writes and bytes as ours.

Pages stand behind the session and authentication middlewares only; one plain template makes a row from a tuple, and plain text
fills it up to the size of our page.
"""

from functools import cache

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from comptoir.away.models import Absence
from comptoir.clients.models import Client, ClientAccess, Dossier, DossierManager
from comptoir.conversations.models import Attachment, Conversation, Message, Participation, Recipient
from comptoir.documents.models import Document
from comptoir.events.models import Event
from comptoir.firms.models import Firm, Licence, Membership
from comptoir.invitations.models import Invitation
from comptoir.notifications.models import Notification
from comptoir.preferences.catalogue import Scope, settings_at
from comptoir.preferences.models import SettingValue
from comptoir.requests.models import Request
from comptoir.transports.models import AddressState, Delivery, PushDevice

REASONS = [["conversation.message", "recipient"]]
CHANNELS = {"in_app": "default", "web": "default", "mobile": "default", "email": "default"}
# {path: bytes of our page}, told by the benchmark before it begins.
page_sizes = {}


def at_the_floor(get_response):
    """Middleware: requests find their view in this file."""

    def middleware(request):
        request.urlconf = __name__
        return get_response(request)

    return middleware


@login_required
def inbox(request):
    firm_id, name = firm_of(request.user)
    rows = Conversation.objects.filter(firm_id=firm_id, closed_at=None).order_by("-last_message_at", "-pk")
    columns = rows.values_list(
        "pk", "subject", "last_message_at", "dossier__name", "last_excerpt", "last_message_by__first_name", "assigned_user__first_name",
        "assigned_user__last_name", "assigned_team__name", "awaits_firm",
    )  # fmt: skip
    return page(request, name, firm_id, columns[:51])


@login_required
def clients(request):
    firm_id, name = firm_of(request.user)
    rows = Dossier.objects.filter(firm_id=firm_id).order_by("name_key", "pk")
    columns = rows.values_list("pk", "name", "created_at", "code", "client__siren", "client__city", "licence__name", "closing_day", "closing_month")
    licences = list(Licence.objects.filter(firm_id=firm_id).values_list("pk", "name"))
    return page(request, name, firm_id, columns[:50], licences, rows.count())


@login_required
def management(request):
    firm_id, name = firm_of(request.user)
    rows = Client.objects.filter(firm_id=firm_id).order_by("name_key", "pk")
    columns = list(rows.values_list("pk", "name", "city", "siren", "portal_enabled_at", "kind")[:51])
    ids = [row[0] for row in columns]
    users = list(ClientAccess.objects.filter(client_id__in=ids, closed_at=None).values_list("client_id").annotate(Count("pk")).order_by())
    states = list(Invitation.objects.filter(client_id__in=ids).values_list("client_id", "contact_id", "expires_at", "accepted_at", "revoked_at"))
    return page(request, name, firm_id, columns, users, states, rows.count(), rows.exclude(portal_enabled_at=None).count())


@login_required
def conversation(request, pk):
    firm_id, name = firm_of(request.user)
    head = Conversation.objects.filter(pk=pk, firm_id=firm_id).values_list(
        "subject", "dossier__name", "client__name", "licence__name", "assigned_user__last_name"
    )
    rows = Message.objects.filter(conversation_id=pk).order_by("-pk")
    columns = rows.values_list("pk", "author__first_name", "sent_at", "body", "signature", "is_note", "from_client", "author__last_name", "event_id")[:50]
    files = list(Attachment.objects.filter(message__conversation_id=pk).values_list("message_id", "file__name", "file__size"))
    states = list(Delivery.objects.filter(event_id__in=[row[8] for row in columns]).values_list("event_id", "state", "user__first_name", "user__last_name"))
    people = list(Recipient.objects.filter(conversation_id=pk).values_list("user__first_name", "user__last_name"))
    return page(request, name, firm_id, columns, list(head), files, states, people)


@login_required
def portal(request, slug):
    """A client's home: their requests, conversations, documents, dossiers with managers, absences; by plain filters on the client's id."""
    client_ids = list(ClientAccess.objects.filter(user=request.user, closed_at=None).values_list("client_id", flat=True))
    firm_id, name = Firm.objects.filter(slug=slug).values_list("pk", "name").get()
    of_client = {"firm_id": firm_id, "client_id__in": client_ids}
    columns = [
        Request.objects.filter(**of_client, completed_at=None, cancelled_at=None)
        .order_by("due_on", "pk")
        .values_list("pk", "subject", "sent_at", "due_on", "asks_file"),
        Conversation.objects.filter(**of_client, closed_at=None)
        .order_by("-last_message_at")
        .values_list("pk", "subject", "last_message_at", "last_excerpt", "last_message_by__first_name"),
        Document.objects.filter(**of_client, withdrawn_at=None)
        .order_by("-shared_at")
        .values_list("pk", "title", "shared_at", "shared_by__first_name", "shared_by__last_name"),
    ]
    rows = [row for column, most in zip(columns, (6, 15, 5), strict=True) for row in column[:most]]
    dossiers = list(Dossier.objects.filter(**of_client).values_list("pk", "name")[:20])
    managers = DossierManager.objects.filter(dossier__in=[pk for pk, _name in dossiers])
    people = list(managers.values_list("dossier_id", "user__first_name", "user__last_name", "user__job_title", "rank"))
    invitations = list(Invitation.objects.filter(email=request.user.email, accepted_at=None, revoked_at=None).values_list("pk", "client__name")[:5])
    counts = [
        Request.objects.filter(**of_client, completed_at=None, cancelled_at=None).count(),
        Conversation.objects.filter(**of_client, awaits_firm=False).count(),
    ]
    return page(request, name, firm_id, rows, dossiers, people, invitations, counts)


@login_required
def preferences(request):
    firm_id, name = firm_of(request.user)
    rows = SettingValue.objects.filter(holder__in=[f"user:{request.user.pk}", f"firm:{firm_id}"]).values_list("key", "scope", "value", "is_locked")
    return page(request, name, firm_id, rows)


@login_required
def notifications(request):
    firm_id, name = firm_of(request.user)
    """A plain row for each setting of the page, as the inbox has one for each conversation."""
    values = dict(SettingValue.objects.filter(holder__in=[f"user:{request.user.pk}", f"firm:{firm_id}"]).values_list("key", "value"))
    shown = [(one.key, one.page, None, values.get(one.key, one.default)) for one in settings_at(Scope.USER, page="notifications")]
    devices = list(PushDevice.objects.live().filter(user=request.user).values_list("pk", "name", "last_sent_at", "failing_since"))
    bounced = list(AddressState.objects.bouncing().filter(address=request.user.email).values_list("bounced_at", "reason"))
    return page(request, name, firm_id, shown, devices, bounced)


@login_required
def participation(request):
    """The numbers of each licence, what the person chose, and the first 50 dossiers with it."""
    firm_id, name = firm_of(request.user)
    dossiers, mine = Dossier.objects.filter(firm_id=firm_id), Participation.objects.filter(user=request.user)
    managed = DossierManager.objects.filter(user=request.user)
    lists = [
        list(dossiers.order_by().values("licence_id", "licence__name").annotate(n=Count("pk"))),
        list(managed.order_by().values("dossier__licence_id").annotate(n=Count("pk"))),
        list(mine.values_list("side", "takes_part", "licence_id", "dossier_id")),
        list(SettingValue.objects.filter(holder__in=[f"user:{request.user.pk}", f"firm:{firm_id}"]).values_list("key", "value")),
        list(Membership.objects.filter(firm_id=firm_id, left_at=None).values_list("user_id", "user__first_name", "user__last_name")),
    ]
    if request.GET.get("q"):
        dossiers = dossiers.filter(search_text__contains=request.GET["q"], manager_links__user=request.user)
        lists.append([dossiers.count()])
    rows = list(dossiers.order_by("name_key", "pk").values_list("pk", "name", "created_at", "code", "licence_id")[:51])
    ids = [row[0] for row in rows]
    lists += [list(managed.filter(dossier__in=ids).values_list("dossier_id")), list(mine.filter(dossier__in=ids).values_list("dossier_id", "side"))]
    # A row has two switches: two plain rows.
    return page(request, name, firm_id, [row for row in rows for _side in (0, 1)], *lists)


@login_required
@transaction.atomic
def save_participation(request, scope, pk):
    """The choice as it was, as it becomes, and the event that keeps both; then what the answer shows of it."""
    user, answer = request.user, "on" in request.POST
    firm_id, _name = firm_of(user)
    place = {"dossier_id": pk if scope == "dossier" else None, "licence_id": None, "side": request.POST["turned"]}
    rows = Participation.objects.filter(user=user, firm_id=firm_id, **place)
    before = rows.values_list("takes_part", flat=True).first()
    if before is None:
        Participation.objects.create(user=user, firm_id=firm_id, takes_part=answer, **place)
    else:
        rows.update(takes_part=answer)
    data = {"before": before, "after": answer, "scope": scope, "id": pk}
    Event.objects.create(actor=user, firm_id=firm_id, verb="participation.chosen", target_type="accounts.user", target_id=user.pk, data=data)
    if scope == "all":
        return participation(request)
    list(Dossier.objects.filter(pk=pk).values_list("name", "code", "licence__name"))
    list(Participation.objects.filter(user=user).values_list("side", "takes_part", "licence_id", "dossier_id"))
    return HttpResponse("-" * page_sizes.get(request.path, 0))


@login_required
@transaction.atomic
def save_setting(request, key):
    """The row as it was, the row as it becomes, and the event that keeps both; then the cascade, for the line that comes back."""
    user, now = request.user, timezone.now()
    firm_id, _name = firm_of(user)
    rows = SettingValue.objects.filter(holder=f"user:{user.pk}", key=key)
    before = rows.values_list("value", flat=True).first()
    if before is None:
        SettingValue.objects.create(key=key, scope="user", holder=f"user:{user.pk}", user=user, value=request.POST["value"], set_by=user)
    else:
        rows.update(value=request.POST["value"], set_by=user, set_at=now)
    data = {"key": key, "before": before, "after": request.POST["value"]}
    Event.objects.create(actor=user, verb="setting.changed", target_type="accounts.user", target_id=user.pk, data=data, drained_at=now)
    list(SettingValue.objects.filter(holder__in=[f"user:{user.pk}", f"firm:{firm_id}"]).values_list("key", "scope", "value", "is_locked"))
    return HttpResponse("-" * page_sizes.get(request.path, 0))


def post(request, pk):
    post_plainly(pk, request.user, request.POST["body"])
    return HttpResponse(status=204)


urlpatterns = [
    path("conversations/", inbox),
    path("clients/", clients),
    path("clients/portal/", management),
    path("p/<slug:slug>/", portal),
    path("conversations/<int:pk>/", conversation),
    path("conversations/<int:pk>/messages/", post),
    path("settings/preferences/", preferences),
    path("settings/notifications/", notifications),
    path("settings/values/<str:key>/", save_setting),
    path("settings/conversations/", participation),
    path("settings/conversations/participation/", participation),
    path("settings/conversations/participation/<slug:scope>/<int:pk>/", save_participation),
]


def firm_of(user):
    return Membership.objects.filter(user=user, left_at=None).values_list("firm_id", "firm__name").get()


def page(request, name, firm_id, rows, *lists):
    """The frame that every page has (firm, bell, who is away) around plain rows, and as many bytes as ours."""
    context = {
        "name": name,
        "me": request.user,
        "unread": Notification.objects.filter(user=request.user, read_at=None, in_app=True).count(),
        "away": list(Absence.objects.covering(timezone.now()).filter(firm_id=firm_id).values_list("user_id", "ends_at")),
        "rows": list(rows),
        "lists": lists,
    }
    text = template().render(context)
    missing = page_sizes.get(request.path, 0) - len(text.encode())
    return HttpResponse(text + "-" * missing)


@cache
def template():
    return engines["django"].from_string(
        "<!doctype html><title>{{ name }}</title><p>{{ me.email }} {{ unread }} {{ away|length }}</p>"
        '<ul>{% for row in rows %}<li><a href="/{{ row.0 }}/">{{ row.1 }}</a> {{ row.2|date:"d/m H:i" }} '
        "{{ row.3 }} {{ row.4 }} {{ row.5 }} {{ row.6 }} {{ row.7 }} {{ row.8 }}</li>{% endfor %}</ul>"
        "{% for list in lists %}<p>{{ list|length }}</p>{% endfor %}"
    )


@transaction.atomic
def post_plainly(conversation_id, author, body):
    """One transaction: the message and its event, and for every recipient a notification and a delivery."""
    now = timezone.now()
    conversation = Conversation.objects.select_related("dossier").get(pk=conversation_id)
    recipients = list(Recipient.objects.filter(conversation_id=conversation_id).values_list("user_id", flat=True))
    data = {"subject": conversation.subject, "author": author.full_name, "excerpt": body[:160], "recipients": recipients}
    event = Event.objects.create(
        firm_id=conversation.firm_id, actor=author, verb="message.posted", target_type="conversation", target_id=conversation_id, data=data, drained_at=now
    )
    Message.objects.create(conversation_id=conversation_id, event=event, author=author, body=body, signature=author.full_name)
    Conversation.objects.filter(pk=conversation_id).update(last_message_at=now, last_message_by=author, last_excerpt=body[:160])
    told = [user_id for user_id in recipients if user_id != author.pk]
    Notification.objects.bulk_create(
        [
            Notification(firm_id=conversation.firm_id, event=event, user_id=user_id, topic="conversation.message", reasons=REASONS, channels=CHANNELS)
            for user_id in told
        ]
    )
    Delivery.objects.bulk_create([Delivery(firm_id=conversation.firm_id, event=event, user_id=user_id, content="notification") for user_id in told])
