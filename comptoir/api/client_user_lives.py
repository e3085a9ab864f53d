"""Client users as whole people, for members with the right: changed, suspended, deleted, opened again, and many at once.

Each access of a person names them: the ids are those of `client-users`.
"""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Status

from comptoir.applications.actions import give
from comptoir.billing.actions import agree
from comptoir.billing.models import Plan
from comptoir.clients.actions import OwnAccess, Reach, delete_place, restore_place, resume, suspend, validate
from comptoir.clients.forms import unread
from comptoir.clients.models import Client, ClientAccess, Dossier
from comptoir.firms.models import Firm
from comptoir.kernel.emails import read_address
from comptoir.kernel.identifiers import Unread
from comptoir.kernel.phones import read_e164
from comptoir.provisioning.actions import add_company, change_access, change_details, change_many, foresee, undo
from comptoir.provisioning.actions.welcoming import welcome
from comptoir.provisioning.holdings import Kind, LeftOut
from comptoir.provisioning.mass_forms import change_of
from comptoir.provisioning.models import MassChange
from comptoir.provisioning.user_listing import Filters, managed_by, served_accesses, users_listed
from comptoir.provisioning.user_sentences import why

from .auth import Scope
from .bodies import PathId, read, takes
from .client_user_shapes import (
    AccessAsked,
    ApplicationsAsked,
    ClientUserProfile,
    CompanyAsked,
    DetailsAsked,
    ManyAsked,
    ManyOutcome,
    TermsAsked,
    profile,
)
from .problems import Invalid, Problem

router = Router(tags=["client-users"])
READ, WRITE = Scope("client_users:read"), Scope("client_users:write")
PEOPLE = ("user", "firm", "created_by", "validated_by", "suspended_by", "deleted_by", "terms__plan", "terms__client")


@router.post("client-users/bulk", response=ManyOutcome, auth=WRITE, summary="Changer plusieurs utilisateurs client", openapi_extra=takes(ManyAsked))
def change_client_users(request):
    """For members with the right, of one firm at a time. Who cannot be changed is left out, with the reason; the others change together."""
    if not managed_by(request.user).exists():
        raise Problem(404)
    asked = read(request, ManyAsked)
    firm, place_ids = chosen(request.user, asked)
    change = change_asked(request.user, firm, asked)
    if asked.dry_run:
        return outcome(foresee(firm, place_ids, change, by=request.user))
    made, plan = change_many(firm, place_ids, change, by=request.user)
    return outcome(plan, made)


@router.post("client-users/bulk/{mass_change_id}/undo", response=ManyOutcome, auth=WRITE, summary="Annuler un changement de plusieurs utilisateurs client")
def undo_client_users(request, mass_change_id: PathId):
    """For who made it, and administrators. Whoever was changed since is left as they are; 409 once it is undone."""
    made = get_object_or_404(MassChange.objects.visible_to(request.user).select_related("firm"), pk=mass_change_id)
    return outcome(undo(made, by=request.user), made)


@router.patch("client-users/{access_id}/details", response=ClientUserProfile, auth=WRITE, summary="Changer les coordonnées", openapi_extra=takes(DetailsAsked))
def change_client_user_details(request, access_id: PathId):
    """409 for the address of who signed in once, and for who is known to another firm."""
    place, _access = found(request, access_id)
    asked = read(request, DetailsAsked).model_dump(exclude_none=True)
    values = {name: " ".join(value.split()) for name, value in asked.items()}
    for name, reader in (("email", read_address), ("phone", lambda text: read_e164(text, place.firm.country) if text else "")):
        if name in values:
            values[name] = readable(name, values[name], reader)
    change_details(place, values, by=request.user)
    return again(request, access_id)


@router.put("client-users/{access_id}/access", response=ClientUserProfile, auth=WRITE, summary="Niveau, type et dossiers d’un accès",
            openapi_extra=takes(AccessAsked))  # fmt: skip
def change_client_user_access(request, access_id: PathId):
    """Together or not at all. 409 for a company's last administrator."""
    _place, access = found(request, access_id)
    asked = read(request, AccessAsked)
    change_access(access, level=asked.level, type=asked.type, reach=reach_of(request.user, access.client, asked), by=request.user)
    return again(request, access_id)


@router.post("client-users/{access_id}/companies", response={201: ClientUserProfile}, auth=WRITE, summary="Ajouter une entreprise",
             openapi_extra=takes(CompanyAsked))  # fmt: skip
def add_client_user_company(request, access_id: PathId):
    place, _access = found(request, access_id)
    asked = read(request, CompanyAsked)
    client = served(request.user, place.firm, [asked.client], "client")[0]
    add_company(place, client, level=asked.level, type=asked.type, reach=reach_of(request.user, client, asked), by=request.user)
    return Status(201, again(request, access_id))


@router.put("client-users/{access_id}/applications", response=ClientUserProfile, auth=WRITE, summary="Donner exactement ces applications",
            openapi_extra=takes(ApplicationsAsked))  # fmt: skip
def change_client_user_applications(request, access_id: PathId):
    place, _access = found(request, access_id)
    give([place], read(request, ApplicationsAsked).applications, by=not_own(request, place))
    return again(request, access_id)


@router.put("client-users/{access_id}/terms", response=ClientUserProfile, auth=WRITE, summary="Convenir de la facturation", openapi_extra=takes(TermsAsked))
def change_client_user_terms(request, access_id: PathId):
    """The company billed is one of the person's."""
    place, _access = found(request, access_id)
    asked = read(request, TermsAsked)
    theirs = ClientAccess.objects.filter(firm=place.firm_id, user=place.user_id).values("client_id")
    client = Client.objects.served_by(request.user).filter(pk=asked.client, pk__in=theirs).select_related("firm").first()
    plan = Plan.objects.of_firm(place.firm_id).filter(pk=asked.plan).first()
    if client is None:
        raise Invalid("client", _("Choisissez une des entreprises de cette personne."))
    if plan is None:
        raise Invalid("plan", _("Choisissez une offre tarifaire."))
    agree([place], client=client, mode=asked.mode, plan=plan, by=not_own(request, place))
    return again(request, access_id)


@router.post("client-users/{access_id}/validation", response=ClientUserProfile, auth=WRITE, summary="Valider un utilisateur client")
def validate_client_user(request, access_id: PathId):
    """Doing it twice does it once."""
    place, _access = found(request, access_id)
    validate(here(place), by=not_own(request, place))
    return again(request, access_id)


@router.post("client-users/{access_id}/welcome", response=ClientUserProfile, auth=WRITE, summary="Envoyer l’e-mail de bienvenue")
def welcome_client_user(request, access_id: PathId):
    """409 before the validation, and while suspended."""
    place, _access = found(request, access_id)
    if here(place).validated_at is None or place.suspended_at is not None:
        raise Problem(409, code="client_user_waiting", detail=_("Cet utilisateur est à valider, ou suspendu."))
    welcome([place], by=not_own(request, place))
    return again(request, access_id)


@router.post("client-users/{access_id}/suspension", response=ClientUserProfile, auth=WRITE, summary="Suspendre un utilisateur client")
def suspend_client_user(request, access_id: PathId):
    """Nothing is seen until it is deleted again. 409 for a company's last administrator."""
    place, _access = found(request, access_id)
    suspend(here(place), by=request.user)
    return again(request, access_id)


@router.delete("client-users/{access_id}/suspension", response=ClientUserProfile, auth=WRITE, summary="Rouvrir un utilisateur suspendu")
def resume_client_user(request, access_id: PathId):
    place, _access = found(request, access_id)
    resume(here(place), by=not_own(request, place))
    return again(request, access_id)


@router.post("client-users/{access_id}/deletion", response=ClientUserProfile, auth=WRITE, summary="Supprimer un utilisateur client")
def delete_client_user(request, access_id: PathId):
    """Every access is closed; the account and what was written stay. Doing it twice does it once."""
    place, _access = found(request, access_id)
    delete_place(place, by=request.user)
    return again(request, access_id)


@router.delete("client-users/{access_id}/deletion", response=ClientUserProfile, auth=WRITE, summary="Rouvrir un utilisateur supprimé")
def restore_client_user(request, access_id: PathId):
    """With the accesses, levels, dossiers and applications that they had."""
    place, _access = found(request, access_id)
    restore_place(place, by=not_own(request, place))
    return again(request, access_id)


def found(request, access_id):
    """(the ClientUser, the access) of that id, through the member who may change them."""
    access = get_object_or_404(served_accesses(request.user).select_related("client", "user"), pk=access_id)
    place = get_object_or_404(managed_by(request.user).select_related(*PEOPLE), firm=access.firm_id, user=access.user_id)
    return place, access


def again(request, access_id):
    return profile(found(request, access_id)[0], request.user)


def here(place):
    if place.deleted_at is not None:
        raise Problem(409, code="client_user_deleted", detail=_("Cet utilisateur est supprimé : rouvrez-le d’abord."))
    return place


def not_own(request, place):
    """Who asks, where it is not about themselves. Raises OwnAccess."""
    if place.user_id == request.user.pk:
        raise OwnAccess
    return request.user


def readable(name, text, reader):
    try:
        return reader(text)
    except Unread as reason:
        raise Invalid(name, unread(reason)) from None


def reach_of(user, client, asked):
    """The Reach asked for; dossiers are those that the caller works on."""
    if asked.scope == ClientAccess.Scope.WHOLE:
        return Reach(asked.scope)
    mine = set(Dossier.objects.worked_on_by(user).filter(client=client, pk__in=asked.dossiers).values_list("pk", flat=True))
    if set(asked.dossiers) - mine:
        raise Invalid("dossiers", _("Choisissez des dossiers de cette entreprise."))
    return Reach(asked.scope, frozenset(mine))


def served(user, firm, ids, field):
    rows = list(Client.objects.served_by(user).filter(firm=firm, pk__in=ids).select_related("firm"))
    if {row.pk for row in rows} != set(ids):
        raise Invalid(field, _("Choisissez un de vos clients."))
    return rows


def chosen(user, asked):
    """(the firm, the ids of the ClientUsers) that are meant."""
    if bool(asked.users) == (asked.filter is not None):
        raise Invalid("users", _("Nommez des utilisateurs, ou un filtre."))
    if asked.users:
        accesses = served_accesses(user).filter(pk__in=asked.users, firm=OuterRef("firm"), user=OuterRef("user"))
        rows = managed_by(user).filter(Exists(accesses))
    else:
        values = asked.filter.model_dump(exclude_none=True)
        rows = users_listed(user, Filters(words=values.pop("q"), **values))
    pairs = list(rows.order_by("pk").values_list("pk", "firm_id"))
    firm_ids = {firm_id for _pk, firm_id in pairs}
    if len(firm_ids) != 1:
        raise Invalid("users", _("Choisissez des utilisateurs d’un même cabinet."))
    return Firm.objects.get(pk=firm_ids.pop()), [pk for pk, _firm in pairs]


NEEDED = {Kind.ADD_COMPANIES: "clients", Kind.REMOVE_COMPANIES: "clients", Kind.ADD_DOSSIERS: "dossiers", Kind.REMOVE_DOSSIERS: "dossiers"}


def change_asked(user, firm, asked):
    kind = Kind(asked.change)
    if kind in NEEDED and not getattr(asked, NEEDED[kind]):
        raise Invalid(NEEDED[kind], _("Choisissez au moins un dossier ou une entreprise."))
    dossiers = list(Dossier.objects.worked_on_by(user).filter(firm=firm, pk__in=asked.dossiers))
    if {row.pk for row in dossiers} != set(asked.dossiers):
        raise Invalid("dossiers", _("Choisissez un de vos dossiers."))
    clients = served(user, firm, asked.clients, "clients")
    return change_of(kind, user, level=asked.level, type=asked.type, clients=clients, dossiers=dossiers, application_ids=asked.applications)


def outcome(plan, made=None):
    left = [
        {"reason": str(reason), "count": len(plan.left_out[reason]), "text": why(reason, len(plan.left_out[reason]))}
        for reason in LeftOut
        if reason in plan.left_out
    ]
    return {"changed": len(plan.changes), "left_out": left, "mass_change": made.pk if made else None}
