"""The API as one thing: its resources, and how it answers what goes wrong."""

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from . import absence, choices, clients, conversations, events, firms, imports, me, messages, notifications, participation, recipients, topics
from .problems import answer_problem

RESOURCES = [me, absence, participation, choices, notifications, topics, firms, clients, recipients, conversations, messages, imports, events]


class Portal(NinjaAPI):
    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__


api = Portal(title="Comptoir", version="1", openapi_url=None, docs_url=None)
for resource in RESOURCES:
    api.add_router("", resource.router)
for kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(kind, answer_problem)
