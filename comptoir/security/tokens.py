"""The API tokens of somebody, as they are shown."""

from django.utils import timezone

from comptoir.accounts import scopes


def tokens_of(user):
    """Those that still open something, the newest first."""
    return user.api_tokens.usable(timezone.now()).order_by("-pk")


def tokens_context(request):
    """{"tokens"} for the page «Sécurité», in one query: rows with `families`, what each may do in words."""
    tokens = list(tokens_of(request.user))
    for token in tokens:
        token.families = scopes.shown(token.scopes)
    return {"tokens": tokens}
