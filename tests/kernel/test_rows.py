from datetime import UTC, datetime

from comptoir.events.recording import record_event
from comptoir.kernel.rows import insert_ignoring
from comptoir.notifications.models import Notification

NAMES = ("firm", "event", "user", "topic", "reasons", "channels", "in_app", "created_at", "read_at")
ON_THE_HOUR = datetime(2026, 3, 29, 9, 0, tzinfo=UTC)
MOMENT = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)


def test_rows_come_in_whole_whatever_their_words_and_those_that_are_there_stay(cast, django_assert_num_queries):
    event = record_event("message.posted", cast.client, actor=None)
    words = {"email": "default", "é\"'\\": "«%s» \u202f{}"}
    row = (cast.firm.pk, event.pk, cast.paul.pk, "conversation.message", [["a", "b"]], words, True, MOMENT, None)
    other = (None, event.pk, cast.marie.pk, "x", [], {}, False, MOMENT, MOMENT)

    with django_assert_num_queries(2):
        insert_ignoring(Notification, NAMES, [row])
        insert_ignoring(Notification, NAMES, [row, other])

    assert [tuple(values) for values in Notification.objects.order_by("id").values_list(*NAMES)] == [row, other]


def test_no_rows_need_no_statement(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_ignoring(Notification, NAMES, [])


def test_a_moment_on_the_hour_is_found_as_one(cast):
    """SQLite compares text: a fraction of zeros would make it later than it is."""
    event = record_event("message.posted", cast.client, actor=None)
    insert_ignoring(Notification, NAMES, [(None, event.pk, cast.paul.pk, "x", [], {}, True, ON_THE_HOUR, None)])

    assert Notification.objects.filter(created_at__lte=ON_THE_HOUR).exists()
    assert Notification.objects.filter(created_at=ON_THE_HOUR).exists()
