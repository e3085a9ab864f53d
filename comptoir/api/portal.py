"""The API as one thing: its resources, and how it answers what goes wrong."""

from functools import wraps

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from . import (
    absence,
    access_findings,
    answering,
    applications,
    billing,
    bulk,
    canned_answers,
    choices,
    client_notes,
    client_portal,
    client_user_lives,
    companies,
    conversations,
    coverage,
    devices,
    documents,
    domain,
    dossier_managers,
    email_changes,
    events,
    external_accounts,
    factors,
    firm_portal,
    firms,
    following,
    imports,
    incoming,
    installation,
    invitations,
    links,
    me,
    members,
    messages,
    notifications,
    oversight,
    participation,
    photo,
    portal_access,
    provisioning,
    recipients,
    requests,
    roles,
    saved_views,
    security,
    settings,
    staff_changes,
    topics,
    validations,
)
from .problems import Invalid, answer_problem

RESOURCES = [
    me, client_portal, photo, email_changes, security, external_accounts, devices, settings, absence, participation, choices, notifications, topics,
    factors, firms, firm_portal, domain, provisioning, client_user_lives, portal_access, client_notes, companies, recipients, coverage, answering,
    bulk, conversations, messages, incoming, following, canned_answers, saved_views, imports, validations, documents, invitations, links, requests,
    installation, events, applications, billing, access_findings, oversight, members, roles, dossier_managers, staff_changes,
]  # fmt: skip


class Portal(NinjaAPI):
    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__


def refuse_unknown_filters(view):
    """A filter that does not exist is named, so that a slip of the pen does not answer everything."""

    @wraps(view)
    def answer(request, **values):
        filters = next((value for value in values.values() if isinstance(value, Schema)), None)
        unknown = set(request.GET) - set(type(filters).model_fields) if filters else ()
        if unknown:
            raise Invalid(min(unknown), _("Ce filtre n’existe pas."))
        return view(request, **values)

    return answer


api = Portal(title="Comptoir", version="1", openapi_url=None, docs_url=None)
api.add_decorator(refuse_unknown_filters)
for resource in RESOURCES:
    api.add_router("", resource.router)
for kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(kind, answer_problem)
