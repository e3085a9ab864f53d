"""One list of conversations: a box, what narrows it, the words that are looked for. The page, the bulk actions and the saved views read the same one."""

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from comptoir.clients.standing import standing_of
from comptoir.kernel.pagination import PAGE_SIZE, Slice
from comptoir.notifications.models import Notification

from .boxes import Box, box_of, boxes_for
from .filters import Filters
from .models import Conversation, SavedDraft
from .search import Search

NEWEST_FIRST = ("-last_message_at", "-pk")
COLUMNS = (
    "pk", "subject", "side", "dossier__name", "last_message_at", "last_excerpt", "closed_at", "awaits_firm",
    "last_message_by_id", "last_message_by__first_name", "last_message_by__last_name", "is_unread", "is_confidential",
)  # fmt: skip
COLUMNS_OF_MEMBERS = (
    "assigned_user_id", "assigned_user__first_name", "assigned_user__last_name", "assigned_team__name", "mission__name", "due_on", "answer_due_at",
    "escalation", "snoozed_until", "has_draft",
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """What an address of the inbox stands for, to one person. `rows`: the conversations, in no order yet."""

    user: object
    box: Box
    filters: Filters
    search: Search
    rows: object

    @property
    def is_narrowed(self):
        return bool(self.filters.active)


def listing_of(user, query, choice=None):
    """Read an address's query (a QueryDict). Clients have their boxes, the words and the `choice` of one of their clients; nothing else narrows."""
    is_member = standing_of(user).is_member
    filters = Filters.read(query)
    filters = filters if is_member else Filters(q=filters.q)
    box = box_of(boxes_for(is_member), query.get("box", ""))
    now = timezone.now()
    search = Search(user, filters.q)
    visible = Conversation.objects.visible_to(user)
    rows = filters.narrow(box.rows(choice.narrow(visible) if choice else visible, user, now), timezone.localdate(now))
    return Listing(user, box, filters, search, search.among(rows))


def slice_of(listing, number):
    """One page, as dictionaries, without counting the rest: a firm's inbox may hold a hundred thousand."""
    number = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    start = (number - 1) * PAGE_SIZE
    is_member = standing_of(listing.user).is_member
    rows = noted_for(listing.rows, listing.user).order_by(*NEWEST_FIRST).values(*COLUMNS, *(COLUMNS_OF_MEMBERS if is_member else ()))
    found = list(rows[start : start + PAGE_SIZE + 1])
    shown = with_excerpts(found[:PAGE_SIZE], listing.search)
    return Slice(with_marks(shown, timezone.now()) if is_member else shown, number, len(found) > PAGE_SIZE)


def noted_for(rows, user):
    """Each with `is_unread` (the bell speaks of it) and `has_draft`; both are read once for the page, not once a row."""
    told = Notification.objects.visible_to(user).in_bell().unread().filter(event__target_type=Conversation._meta.label_lower)
    drafts = SavedDraft.objects.filter(user_id=user.pk).exclude(conversation=None)
    return rows.annotate(is_unread=holds(told.values("event__target_id")), has_draft=holds(drafts.values("conversation_id")))


def holds(ids):
    return ExpressionWrapper(Q(pk__in=ids), BooleanField())


def with_excerpts(rows, search):
    """Each with `found`: where words were looked for, the message that holds them."""
    found = {} if search.is_empty else search.found_in([row["pk"] for row in rows])
    for row in rows:
        row["found"] = found.get(row["pk"])
    return rows


def with_marks(rows, now):
    """Each with `is_late` (the answer), `is_past_due` (the due date) and `is_asleep`; `has_marks` and `has_pills` spare the page most of its questions."""
    today = timezone.localdate(now)
    for row in rows:
        is_open, answer_due_at = row["closed_at"] is None, row["answer_due_at"]
        row["is_late"] = is_open and row["awaits_firm"] and (row["escalation"] > 0 or (answer_due_at is not None and answer_due_at <= now))
        row["is_past_due"] = is_open and row["due_on"] is not None and row["due_on"] < today
        row["is_asleep"] = is_open and row["snoozed_until"] is not None and row["snoozed_until"] > now
        row["has_marks"] = row["is_confidential"] or row["is_late"] or row["is_asleep"] or not is_open
        row["has_pills"] = row["has_draft"] or row["due_on"] or row["mission__name"]
    return rows
