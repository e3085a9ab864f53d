"""B3: from the click on «Envoyer» to the message in somebody else's browser, with the whole product running."""

import os
import threading
import time
import uuid
from statistics import median, quantiles

from django.conf import settings

from tests.reliability.harness import Program, Visitor, answers, free_port, until

from . import measure
from .browser import session_of
from .dataset import crowd

MESSAGES = 30
SIZE = 5


def run():
    port = free_port()
    program = Program(os.environ | {"PORT": str(port)}, "serve", "--port", str(port), "--with-worker").start()
    try:
        until(lambda: answers(port) or not program.is_running(), within=60)
        assert program.is_running(), program.said()[-1000:]
        seconds = seen(port)
    finally:
        program.stop()
    slowest = quantiles(seconds, n=20)[-1]
    return [
        {"id": "B3", "work": "seen in the browser, p95", "unit": "s", "wall_ours": slowest, "limit": "≤ 1", "met": slowest <= 1,
         "note": f"p50 {median(seconds):.2f} s; {len(seconds)} messages, sent as a form, heard on /live/, fetched and found in the thread"},
    ]  # fmt: skip


def seen(port):
    """Seconds from sending each message until a recipient has it in hand."""
    conversations, author = crowd()
    conversation = conversations[SIZE]
    recipient = conversation.recipients.exclude(user=author).first().user
    sender, reader = visitor(port, author), visitor(port, recipient)
    heard = threading.Semaphore(0)
    stream = reader.listen(f"/live/?watch=conversation:{conversation.pk}")
    threading.Thread(target=hear, args=(stream, f"data: conversation:{conversation.pk}", heard), daemon=True).start()
    return [one_message(sender, reader, conversation.pk, heard) for _ in range(10 if measure.quick else MESSAGES)]


def one_message(sender, reader, conversation_id, heard):
    key = str(uuid.uuid4())
    started = time.perf_counter()
    status, _headers, body = sender.post(f"/conversations/{conversation_id}/messages/", body=key, key=key)
    assert status == 302, f"the message was answered with {status}: {body[:300]!r}"
    while True:
        assert heard.acquire(timeout=10), "nothing was heard on /live/ for ten seconds"
        if key.encode() in reader.request("GET", f"/conversations/{conversation_id}/thread/")[2]:
            break
    taken = time.perf_counter() - started
    time.sleep(0.2)
    return taken


def hear(stream, wanted, heard):
    for line in stream:
        if line.decode().startswith(wanted):
            heard.release()


def visitor(port, user):
    """Somebody signed in without the form; the password's hash would be most of the work."""
    one = Visitor(port)
    one.cookies = {settings.SESSION_COOKIE_NAME: session_of(user), settings.CSRF_COOKIE_NAME: "a" * 32}
    return one
