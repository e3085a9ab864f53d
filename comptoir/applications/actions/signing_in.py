"""An application is told to us as an OpenID Connect client, so that people sign in there with our session."""

import secrets

from allauth.idp.oidc.models import Client, Token
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..decisions import fault_of_address
from ..models import SignIn

SCOPES = ("openid", "profile", "email")
MOST_RETURNS = 10


class ReturnsRefused(Exception):
    """`problems`: [(address, fault), …]; none when there is no address at all, or too many."""

    def __init__(self, problems=(), *, are_many=False):
        super().__init__(problems)
        self.problems, self.are_many = list(problems), are_many


@transaction.atomic
def register_sign_in(application, firm, returns, *, by):
    """(SignIn, secret): the secret is told this once; what is kept is its hash. Raises ReturnsRefused. Records sign_in.registered.

    Registered twice, it stays what it was, with these addresses and a new secret.
    """
    returns = checked(returns)
    row = SignIn.objects.select_for_update(of=["self"]).filter(firm=firm, application=application).select_related("client").first()
    if row is not None:
        change_returns(row, returns, by=by)
        return row, renew_secret(row, by=by)
    secret = new_secret()
    client = Client(name=application.name[:100], type=Client.Type.CONFIDENTIAL, skip_consent=True, secret=make_password(secret), scopes="\n".join(SCOPES))
    client.set_redirect_uris(returns)
    client.save()
    row = SignIn.objects.create(firm=firm, application=application, client=client, made_by=by)
    record_event("sign_in.registered", row, actor=by, name=application.name, returns=returns)
    return row, secret


@transaction.atomic
def change_returns(sign_in, returns, *, by):
    """Where sign-ins may lead back to, compared sign by sign. Raises ReturnsRefused. Records sign_in.changed, unless nothing changed."""
    returns = checked(returns)
    client = Client.objects.select_for_update(of=["self"]).get(pk=sign_in.client_id)
    before = client.get_redirect_uris()
    if returns != before:
        client.set_redirect_uris(returns)
        client.save(update_fields=["redirect_uris"])
        record_event("sign_in.changed", sign_in, actor=by, name=sign_in.application.name, before=before, returns=returns)
    sign_in.client = client
    return sign_in


@transaction.atomic
def renew_secret(sign_in, *, by):
    """A new secret, told this once; the one before opens nothing any more, nor does what was signed in with it. Records sign_in.secret_renewed."""
    secret = new_secret()
    Client.objects.filter(pk=sign_in.client_id).update(secret=make_password(secret))
    Token.objects.filter(client=sign_in.client_id).delete()
    SignIn.objects.filter(pk=sign_in.pk).update(secret_made_at=timezone.now())
    record_event("sign_in.secret_renewed", sign_in, actor=by, name=sign_in.application.name)
    return secret


@transaction.atomic
def remove_sign_in(sign_in, *, by):
    """The application is no client of ours any more; its tile keeps leading to its address. Records sign_in.removed."""
    record_event("sign_in.removed", sign_in, actor=by, name=sign_in.application.name)
    client_id = sign_in.client_id
    sign_in.delete()
    Client.objects.filter(pk=client_id).delete()


def checked(returns):
    """The addresses without repetition, in their order. Raises ReturnsRefused."""
    returns = list(dict.fromkeys(one.strip() for one in returns if one.strip()))
    problems = [(one, fault) for one in returns if (fault := fault_of_address(one, is_return=True))]
    if problems or not returns:
        raise ReturnsRefused(problems)
    if len(returns) > MOST_RETURNS:
        raise ReturnsRefused(are_many=True)
    return returns


def new_secret():
    return secrets.token_urlsafe(32)
