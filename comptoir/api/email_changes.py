"""A new e-mail address: asked for here, confirmed by the link in the mail to it."""

from contextlib import suppress
from datetime import datetime
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import AfterValidator, Field

from comptoir.profile.actions import NothingPending, TooManyAsks, ask_email_change, cancel_email_change, resend_email_change
from comptoir.profile.values import clean_address
from comptoir.security.tries import forget_password_tries, take_password_try

from .auth import Scope
from .bodies import ANY_TEXT, ONE_LINE, Body, read, takes
from .problems import Invalid, Problem

router = Router(tags=["me"])
ASK_AGAIN_AFTER_SECONDS, GUESS_AGAIN_AFTER_SECONDS = 3600, 600


class EmailChangeShown(Schema):
    email: str
    asked_at: datetime
    expires_at: datetime


class NewEmailChange(Body):
    """The password stands for the confirmation that a page asks for."""

    email: Annotated[str, Field(max_length=254, pattern=ONE_LINE), AfterValidator(clean_address)]
    password: Annotated[str, Field(max_length=128, pattern=ANY_TEXT)]


@router.post(
    "me/email-changes",
    response={201: EmailChangeShown},
    auth=Scope("me:write"),
    summary="Demander une nouvelle adresse e-mail",
    openapi_extra=takes(NewEmailChange),
)
def create_email_change(request):
    """The answer is the same whether or not somebody else has the address."""
    asked = read(request, NewEmailChange)
    check_password(request.user, asked.password)
    if asked.email == request.user.email:
        raise Invalid("email", _("C’est déjà votre adresse."))
    return Status(201, limited(lambda: ask_email_change(request.user, asked.email, by=request.user)))


@router.post("me/email-changes/resending", response={201: EmailChangeShown}, auth=Scope("me:write"), summary="Renvoyer le lien de confirmation")
def resend_email_change_link(request):
    try:
        return Status(201, limited(lambda: resend_email_change(request.user, by=request.user)))
    except NothingPending:
        raise Http404 from None


@router.delete("me/email-changes", response={204: None}, auth=Scope("me:write"), summary="Abandonner la nouvelle adresse")
def delete_email_change(request):
    """Nothing pending is nothing to give up."""
    with suppress(NothingPending):
        cancel_email_change(request.user, by=request.user)
    return Status(204, None)


def check_password(user, password):
    try:
        take_password_try(user)
    except ValidationError:
        raise Problem(429, headers={"Retry-After": str(GUESS_AGAIN_AFTER_SECONDS)}) from None
    if not user.check_password(password):
        raise Invalid("password", _("Ce n’est pas votre mot de passe."))
    forget_password_tries(user)


def limited(act):
    try:
        change = act()
    except TooManyAsks:
        raise Problem(429, headers={"Retry-After": str(ASK_AGAIN_AFTER_SECONDS)}) from None
    return {"email": change.new, "asked_at": change.asked_at, "expires_at": change.expires_at}
