"""Live updates: one long answer per open page, on a raw ASGI route that holds neither a thread nor a database connection.

A page says what it watches (`/live/?watch=conversation:7`); it hears the names of what changed and fetches what it may see.
"""

import asyncio
import threading
from collections import defaultdict
from http.cookies import SimpleCookie
from importlib import import_module
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from comptoir.accounts.models import User
from comptoir.conversations.models import Conversation
from comptoir.firms.models import Firm
from comptoir.imports.models import Import
from comptoir.kernel.hub import hub

WATCHABLE = {
    "conversation": Conversation.objects.visible_to,
    "import": Import.objects.visible_to,
    # A firm's inbox is heard by its members; what they fetch then is what each may see.
    "inbox": Firm.objects.visible_to,
    # What may have changed on one's own portal.
    "portal": lambda user: User.objects.filter(pk=user.pk),
    # Who is writing an answer is for colleagues.
    "writing": Conversation.objects.worked_on_by,
}
PING_SECONDS = 20
# The page connects again by itself; its session and rights are then looked at anew.
LONGEST_SECONDS = 10 * 60
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Switchboard:
    """Hands the hub's signals to the pages that wait for them."""

    def __init__(self):
        self.waiting = defaultdict(set)
        self.stopping = threading.Event()

    def start(self, loop):
        threading.Thread(target=self._listen, args=(loop,), name="live-hub", daemon=True).start()

    def stop(self):
        self.stopping.set()
        for queue in {queue for queues in self.waiting.values() for queue in queues}:
            queue.put_nowait(None)

    def _listen(self, loop):
        for names in hub().listen(self.stopping):
            if names:
                loop.call_soon_threadsafe(self._hand_over, names)

    def _hand_over(self, names):
        for name in names:
            for queue in self.waiting.get(name, ()):
                queue.put_nowait(name)


class Live:
    """The ASGI application of /live/."""

    def __init__(self, switchboard):
        self.switchboard = switchboard

    async def __call__(self, scope, receive, send):
        channels = await sync_to_async(channels_of, thread_sensitive=False)(scope)
        if not channels:
            return await refuse(send)
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        queue = asyncio.Queue()
        for channel in channels:
            self.switchboard.waiting[channel].add(queue)
        try:
            await self._relay(queue, receive, send)
        finally:
            for channel in channels:
                self.switchboard.waiting[channel].discard(queue)
                if not self.switchboard.waiting[channel]:
                    del self.switchboard.waiting[channel]

    async def _relay(self, queue, receive, send):
        gone = asyncio.ensure_future(until_disconnected(receive))
        ends_at = asyncio.get_running_loop().time() + LONGEST_SECONDS
        await write(send, "retry: 2000\n\n")
        while not gone.done() and asyncio.get_running_loop().time() < ends_at and not self.switchboard.stopping.is_set():
            hearing = asyncio.ensure_future(queue.get())
            await asyncio.wait({hearing, gone}, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                hearing.cancel()
                if not gone.done():
                    await write(send, ": ping\n\n")
            elif hearing.result():
                await write(send, f"data: {hearing.result()}\n\n")
        gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def until_disconnected(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


async def write(send, text):
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def refuse(send):
    """Signed out: 204 tells the page's EventSource not to come back by itself."""
    await send({"type": "http.response.start", "status": 204, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})


def channels_of(scope):
    """The channels that this connection may hear; none for a visitor."""
    close_old_connections()
    try:
        user = user_of(scope)
        if not user.is_authenticated:
            return []
        wanted = parse_qs(scope["query_string"].decode("latin-1")).get("watch", [])
        return [f"user:{user.pk}", *(name for name in wanted[:5] if may_watch(user, name))]
    finally:
        close_old_connections()


def user_of(scope):
    """The signed-in person, by the same session rules as every page."""
    cookies = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key.value if key else None)
    return get_user(request)


def may_watch(user, name):
    kind, _, pk = name.partition(":")
    reachable_by = WATCHABLE.get(kind)
    return bool(reachable_by) and pk.isascii() and pk.isdigit() and len(pk) < 19 and reachable_by(user).filter(pk=pk).exists()
