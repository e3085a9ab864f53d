"""Who calls, and what their token may do."""

from django.core.cache import cache
from django.utils import timezone, translation
from ninja.security import HttpBearer

from comptoir.accounts.middleware import zone
from comptoir.accounts.models import ApiToken
from comptoir.accounts.scopes import SCOPES
from comptoir.applications.opening import is_closed_everywhere
from comptoir.applications.parts import part_of_scope

from .problems import part_closed, scope_missing, unauthenticated

USE_NOTED_EVERY_SECONDS = 10 * 60


def authenticate(request):
    """Put the token and its person on the request, and speak that person's language. Raises a 401 Problem."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    row = ApiToken.find(token.strip(), timezone.now()) if scheme.lower() == "bearer" else None
    if row is None:
        raise unauthenticated()
    request.token, request.user = row, row.user
    request.LANGUAGE_CODE = row.user.language
    translation.activate(row.user.language)
    timezone.activate(zone(row.user.time_zone))
    note_use(row)


def note_use(token):
    """Write the token's last use, at most once in ten minutes."""
    if cache.add(f"api-token-used:{token.pk}", True, USE_NOTED_EVERY_SECONDS):
        ApiToken.objects.filter(pk=token.pk).update(used_at=timezone.now())


class Scope(HttpBearer):
    """What an operation asks of a token, such as `clients:read`. The door has authenticated it already."""

    openapi_name = "token"

    def __init__(self, scope):
        if scope not in SCOPES:
            raise ValueError(scope)
        super().__init__()
        self.scope, self.part = scope, part_of_scope(scope)

    def __call__(self, request):
        if self.scope not in request.token.scopes:
            raise scope_missing(self.scope)
        if self.part and is_closed_everywhere(request.user, self.part):
            raise part_closed()
        return request.token

    def authenticate(self, request, token):
        return request.token
