"""What an administrator sets about the client portal: on or off, its look, the name of its door (K1 to K4)."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.events.recording import record_event
from comptoir.firms.models import Brand, Firm, FirmSlug

from .pictures import LOGO, PICTURE, forget, keep

ENABLED, DISABLED = "firm.portal_enabled", "firm.portal_disabled"
BRAND_CHANGED, LOGO_CHANGED, LOGO_REMOVED = "firm.brand_changed", "firm.logo_changed", "firm.logo_removed"
BACKGROUND_CHANGED, PICTURE_REMOVED = "firm.background_changed", "firm.picture_removed"
SLUG_CHANGED = "firm.slug_changed"
VERBS = (ENABLED, DISABLED, BRAND_CHANGED, LOGO_CHANGED, LOGO_REMOVED, BACKGROUND_CHANGED, PICTURE_REMOVED, SLUG_CHANGED)


class LogoMissing(Exception):
    """The logo is to be shown, and there is none."""


class PictureMissing(Exception):
    """The background is to be a picture, and there is none."""


class SlugTaken(Exception):
    """The name is, or was, that of another firm's door."""


@transaction.atomic
def enable_portal(firm, *, by):
    """Switch the portal on for `firm` (K1); nothing changes for a client until it is enabled too. Records firm.portal_enabled, once."""
    changed = Firm.objects.filter(pk=firm.pk, portal_enabled_at=None).update(portal_enabled_at=timezone.now(), portal_enabled_by=by)
    if changed:
        record_event(ENABLED, firm, actor=by, firm=firm)
    firm.refresh_from_db(fields=["portal_enabled_at", "portal_enabled_by"])
    return firm


@transaction.atomic
def disable_portal(firm, *, by):
    """Switch it off: requests go by unique links again; enabled clients stay marked and accounts stay open. Records firm.portal_disabled, once."""
    changed = Firm.objects.filter(pk=firm.pk).exclude(portal_enabled_at=None).update(portal_enabled_at=None, portal_enabled_by=None)
    if changed:
        record_event(DISABLED, firm, actor=by, firm=firm)
    firm.refresh_from_db(fields=["portal_enabled_at", "portal_enabled_by"])
    return firm


def change_brand(firm, *, by, shows=None, logo=None):
    """Show the firm's name or its logo, and take a new logo: (its PNG, its fields), as `pictures.develop_logo` makes them.

    Raises LogoMissing. Records firm.logo_changed and firm.brand_changed, each when it changed. A replaced logo's file goes after the commit.
    """
    with kept(firm, logo, LOGO) as name, transaction.atomic():
        brand = locked_brand(firm)
        if name and name != brand.logo:
            replace(brand, "logo", name, LOGO, logo[1])
            record_event(LOGO_CHANGED, firm, actor=by, firm=firm)
        if shows and shows != brand.shows:
            brand.shows = shows
            record_event(BRAND_CHANGED, firm, actor=by, firm=firm, shows=shows)
        if brand.shows_logo and not brand.logo:
            raise LogoMissing
        brand.save()
    return brand


@transaction.atomic
def remove_logo(firm, *, by):
    """Take the logo away; the name is shown again. Records firm.logo_removed, once. Its file goes after the commit."""
    brand = locked_brand(firm)
    if brand.logo:
        replace(brand, "logo", "", LOGO, {"logo_width": 0, "logo_height": 0, "logo_ground": "", "shows": Brand.Shows.NAME})
        brand.save()
        record_event(LOGO_REMOVED, firm, actor=by, firm=firm)
    return brand


def change_background(firm, *, by, background=None, picture=None):
    """Put `background`, a preset or Brand.PICTURE, behind the portal's home and sign-in; take a new picture, as `pictures.develop_picture` makes it.

    Raises PictureMissing. Records firm.background_changed, when it changed. A replaced picture's file goes after the commit.
    """
    with kept(firm, picture, PICTURE) as name, transaction.atomic():
        brand = locked_brand(firm)
        before = brand.background, brand.picture
        if name and name != brand.picture:
            replace(brand, "picture", name, PICTURE, picture[1])
        brand.background = background or brand.background
        if brand.shows_picture and not brand.picture:
            raise PictureMissing
        if (brand.background, brand.picture) != before:
            brand.save()
            record_event(BACKGROUND_CHANGED, firm, actor=by, firm=firm, background=brand.background)
    return brand


@transaction.atomic
def remove_picture(firm, *, by):
    """Take the background's picture away; the first colour comes in its place where it was shown. Records firm.picture_removed, once."""
    brand = locked_brand(firm)
    if brand.picture:
        shown = {"background": Brand._meta.get_field("background").default} if brand.shows_picture else {}
        replace(brand, "picture", "", PICTURE, {"picture_veil": 0} | shown)
        brand.save()
        record_event(PICTURE_REMOVED, firm, actor=by, firm=firm)
    return brand


def change_slug(firm, slug, *, by):
    """Give the clients' door another name; the one before keeps leading to it, and stays the firm's. Raises SlugTaken. Records firm.slug_changed."""
    try:
        with transaction.atomic():
            before = Firm.objects.select_for_update(of=["self"]).values_list("slug", flat=True).get(pk=firm.pk)
            if slug == before:
                return firm
            # Both names are claimed in one table, so that of two firms that want one, in whatever order, one is told.
            for name in (before, slug):
                FirmSlug.objects.get_or_create(slug=name, firm=firm)
            Firm.objects.filter(pk=firm.pk).update(slug=slug)
            record_event(SLUG_CHANGED, firm, actor=by, firm=firm, before=before, after=slug)
    except IntegrityError:
        raise SlugTaken from None
    firm.slug = slug
    return firm


@contextmanager
def kept(firm, made, kind):
    """The name of a picture put into the store before the transaction; its file goes when that fails and nobody shows it."""
    name = keep(firm, made[0], kind) if made else ""
    try:
        yield name
    except Exception:
        if name:
            forget_unused(name, kind)
        raise


def locked_brand(firm):
    Brand.objects.get_or_create(firm=firm)
    return Brand.objects.select_for_update().get(firm=firm)


def replace(brand, field, name, kind, fields):
    before = getattr(brand, field)
    for key, value in ({field: name} | fields).items():
        setattr(brand, key, value)
    if before:
        transaction.on_commit(lambda: forget_unused(before, kind))


def forget_unused(name, kind):
    """Two administrators may have put the same picture meanwhile."""
    shown = Brand.objects.filter(logo=name) if kind == LOGO else Brand.objects.filter(picture=name)
    if not shown.exists():
        forget(name, kind)
