"""The one door of the API: who calls, how often, has this been asked before; and every answer leaves in the same dress."""

from functools import wraps

from django.http import Http404
from django.views.decorators.csrf import csrf_exempt

from .auth import authenticate
from .idempotency import answer_once
from .problems import Problem, answer_problem
from .throttling import throttle


def door(view):
    """Wrap a ninja view: authenticated by token, counted, idempotent, and problem+json for whatever goes wrong."""

    @csrf_exempt  # no cookie is read: a token has to be sent on purpose
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            authenticate(request)
            throttle(request.token)
            response = answer_once(request, lambda: view(request, *args, **kwargs))
        except Exception as error:
            response = answer_problem(request, error)
        if response.status_code == 405:
            response = answer_problem(request, Problem(405, headers={"Allow": response.headers["Allow"]}))
        return dressed(response)

    return answer


@csrf_exempt
def unknown_address(request, rest):
    return dressed(answer_problem(request, Http404()))


def dressed(response):
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
