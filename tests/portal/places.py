"""A firm's host as the outside sees it: a server on a port of this machine, that a name leads to or not."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.test import Client

HOST = "portail.lormeau.example"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_words):
        pass

    def do_GET(self):
        status, body = self.server.answer(self.path, self.headers["Host"])
        self.server.asked.append((self.headers["Host"], self.path))
        self.send_response(status)
        if status in {301, 302}:
            self.send_header("Location", "https://ailleurs.example/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def standing_server(answer):
    """A server that answers (status, body) as `answer(path, host)` says; with `port` and `asked`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.answer, server.asked, server.port = True, answer, [], server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def ours(answers):
    """A server that is this installation: it gives the answers that were read beforehand, for a test's rows are seen by its own thread alone."""
    return lambda path, host: answers.get((path, host.partition(":")[0]), (404, b"Not Found\n"))


def answer_here(path, host):
    """What this installation answers to that request."""
    response = Client(headers={"host": host}).get(path)
    return response.status_code, response.content
