"""Two at the same moment: one counts."""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.db import close_old_connections

from comptoir.documents.actions import note_download, share_with, withdraw_document
from comptoir.documents.models import Document, Share
from comptoir.events.models import Event
from tests.cast import Cast
from tests.transports.threads import threaded_db, together  # noqa: F401

from .sharing import share


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_the_same_moment_are_one_document(threaded_db):  # noqa: F811
    cast, key = Cast(), uuid.uuid4()

    def click():
        close_old_connections()
        return share(cast, key=key).pk

    assert len(set(together(click, click, click, click))) == 1
    assert (Document.objects.count(), Event.objects.filter(verb="document.shared").count()) == (1, 1)
    assert len(default_storage.listdir(str(cast.firm.pk))[1]) == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawing_sharing_and_downloading_twice_at_once_is_once(threaded_db):  # noqa: F811
    cast = Cast()
    jules = cast.contact_of(cast.jules, cast.client)
    made = share(cast)

    def attempt(act, *words):
        close_old_connections()
        return act(made, *words, by=cast.paul)

    twice = [lambda: attempt(withdraw_document), lambda: attempt(share_with, [jules]), lambda: attempt(note_download)] * 2
    together(*twice)

    counts = {verb: Event.objects.filter(verb=verb).count() for verb in ("document.withdrawn", "document.extended", "document.downloaded")}
    assert counts == {"document.withdrawn": 1, "document.extended": 1, "document.downloaded": 1}
    assert Share.objects.count() == 1
