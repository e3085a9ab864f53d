"""The front of the process: uvicorn, with live updates beside Django in a bounded pool of threads."""

import asyncio
import socket
import sys

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from .live import Live, Switchboard
from .worker import Worker

THREADS = 8


class Front:
    """The ASGI application of the whole process; with `with_worker`, the worker lives in it too (the demo, small firms)."""

    def __init__(self, *, with_worker=False):
        self.switchboard = Switchboard()
        self.live = Live(self.switchboard)
        self.pages = WSGIMiddleware(get_wsgi_application(), workers=THREADS)
        self.worker = Worker() if with_worker else None

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await self.lifespan(receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1000})
        if scope["path"] == "/live/" and scope["method"] == "GET":
            return await self.live(scope, receive, send)
        return await self.pages(scope, receive, send)

    async def lifespan(self, receive, send):
        await receive()
        self.switchboard.start(asyncio.get_running_loop())
        if self.worker:
            self.worker.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.switchboard.stop()
        if self.worker:
            await asyncio.to_thread(self.worker.stop)
        await send({"type": "lifespan.shutdown.complete"})


class ServerThatEndsLiveUpdates(uvicorn.Server):
    """Ends the long answers first: uvicorn waits for open requests before it tells the application to stop."""

    def __init__(self, config, front):
        super().__init__(config)
        self.front = front

    def handle_exit(self, sig, frame):
        self.front.switchboard.stop()
        super().handle_exit(sig, frame)


def open_port(host, port):
    """A socket bound to the port, that answers nobody before `serve`; ends the program with one line when somebody else listens there."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError:
        sys.exit(f"comptoir: le port {port} est déjà pris. Choisissez-en un autre, par exemple : PORT={port + 1} make demo")
    return sock


def serve(sock, *, with_worker=False):
    """Answer requests on `sock` until SIGINT or SIGTERM."""
    front = Front(with_worker=with_worker)
    config = uvicorn.Config(
        front,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.SECURE_PROXY_SSL_HEADER is not None,
        lifespan="on",
        timeout_graceful_shutdown=10,
        timeout_keep_alive=30,
        limit_concurrency=4000,
    )
    ServerThatEndsLiveUpdates(config, front).run(sockets=[sock])
