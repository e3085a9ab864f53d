"""Everything that goes wrong, told the same way: problem details (RFC 9457), in the person's language, without internals."""

import logging

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.errors import ValidationError as BadParameters
from pydantic import ValidationError as BadBody

from .refusals import refusal_of
from .words import problem_sentence, value_sentence

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
STATUS_CODES = {
    400: "unreadable_request",
    401: "token_required",
    403: "scope_missing",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    422: "invalid",
    429: "too_many_requests",
    500: "incident",
    502: "external_failure",
}


class Problem(Exception):
    """An answer other than the one asked for. `errors` are (field, message) pairs."""

    def __init__(self, status, *, code="", detail="", errors=(), headers=None):
        super().__init__(code or status)
        self.status = status
        self.code = code or STATUS_CODES[status]
        self.detail = detail
        self.errors = [{"field": field, "message": message} for field, message in errors]
        self.headers = headers or {}


class Invalid(Problem):
    """One value that cannot be taken, and why."""

    def __init__(self, field, message):
        super().__init__(422, errors=[(field, message)])


def answer_problem(request, error):
    """The problem+json answer to any exception."""
    problem = problem_of(error)
    title, advice = problem_sentence(problem.code)
    body = {"type": f"/api/v1/docs#{problem.code}", "title": title, "status": problem.status, "code": problem.code, "detail": problem.detail or advice}
    if problem.status == 422:
        body["errors"] = problem.errors
    return JsonResponse(body, status=problem.status, headers=problem.headers, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def problem_of(error):
    """Any exception as a Problem; what we did not foresee is logged and says nothing."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, BadParameters):
        return bad_parameters(error.errors)
    if isinstance(error, BadBody):
        return Problem(422, errors=[field_error(one) for one in error.errors(include_url=False)])
    refusal = refusal_of(error)
    if refusal:
        return Problem(refusal.status, code=refusal.code, detail=refusal.detail, errors=refusal.errors)
    return Problem(status_of(error))


def bad_parameters(errors):
    """An address that cannot be is an address that is not there; a filter that cannot be read is named."""
    if any(one["loc"][0] == "path" for one in errors):
        return Problem(404)
    return Problem(422, errors=[field_error(one) for one in errors])


def field_error(one):
    """(field, message) of one pydantic error: the last names of its place, without ours."""
    places = [str(part) for part in one["loc"] if part not in {"query", "body", "page", "filters"}]
    return ".".join(places) or "body", value_sentence(one)


def status_of(error):
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return status
    logger.error("The API failed", exc_info=error)
    return 500


STATUSES = [
    (Http404, 404),
    (AuthenticationError, 401),
    (PermissionDenied, 403),
    (RequestDataTooBig, 413),
    (SuspiciousOperation, 400),
    (MultiPartParserError, 400),
]


def unauthenticated():
    return Problem(401, headers={"WWW-Authenticate": 'Bearer realm="Comptoir"'})


def scope_missing(scope):
    detail = _("Ce jeton n’a pas la portée %(scope)s.") % {"scope": scope}
    challenge = f'Bearer realm="Comptoir", error="insufficient_scope", scope="{scope}"'
    return Problem(403, detail=detail, headers={"WWW-Authenticate": challenge})


def part_closed():
    """The firm did not give the person this part of the portal (docs/applications.md)."""
    return Problem(403, code="part_closed")
