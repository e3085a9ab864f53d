"""Whom the firm serves, their accounting files, and who may see what."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.firms.models import Firm, Licence
from comptoir.kernel.text import fold

from .decisions import Hold, hold_of
from .standing import standing_of


class Searchable(models.Model):
    """A noun found by its folded words and sorted by its folded name, so that «Été» is found by «ete» and sorted under E."""

    name_key = models.CharField(max_length=240, editable=False, default="")
    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.index()
        super().save(*args, **kwargs)

    def index(self):
        """Refresh the two keys from the words; bulk writers call it themselves."""
        words = [str(word) for word in self.search_words() if word]
        self.name_key = fold(words[0])[:240]
        self.search_text = fold(" ".join(words))


class Found(models.QuerySet):
    def matching(self, words):
        """Rows that contain every word, whatever the case and accents."""
        query = self
        for word in fold(words).split()[:8]:
            query = query.filter(search_text__contains=word)
        return query


class ClientQuerySet(Found):
    def visible_to(self, user):
        """Members see the clients of the dossiers they work on; client users the clients they represent."""
        standing = standing_of(user)
        worked_on = Dossier.objects.worked_on_by(user).values("client_id")
        theirs = Q(firm_id__in=standing.whole_firm_ids) | Q(firm_id__in=standing.firm_ids, pk__in=worked_on) | Q(pk__in=standing.client_ids)
        return self.filter(theirs, merged_into=None)

    def that_became(self, pk):
        """The one of these that the client `pk` has become part of."""
        return self.filter(pk__in=Client.objects.filter(pk=pk).exclude(merged_into=None).values("merged_into"))

    def served_by(self, user):
        """The clients that `user` sees as a member of their firm."""
        return self.visible_to(user).filter(firm_id__in=standing_of(user).firm_ids)


class Client(Searchable):
    """A person or an organisation that the firm serves."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Personne")

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="clients")
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.ORGANISATION)
    name = models.CharField(_("nom"), max_length=200)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    legal_form = models.CharField(_("forme juridique"), max_length=80, blank=True)
    address = models.CharField(_("adresse"), max_length=250, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=12, blank=True)
    city = models.CharField(_("ville"), max_length=100, blank=True)
    country = models.CharField(_("pays"), max_length=60, blank=True)
    founded_on = models.DateField(_("date de création"), null=True, blank=True)
    # Since when requests lead to the portal (K6), as long as the firm's own portal is on.
    portal_enabled_at = models.DateTimeField(null=True, blank=True)
    portal_enabled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # The client that this one became, when two turned out to be one. Its dossiers, people and accesses went there.
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    merged_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ClientQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["firm", "name_key", "id"], name="client_by_name"),
            models.Index(fields=["firm", "siren"], name="client_by_siren", condition=~Q(siren="")),
            models.Index(fields=["firm", "name_key", "id"], name="client_on_portal", condition=~Q(portal_enabled_at=None)),
        ]

    def __str__(self):
        return self.name

    def search_words(self):
        return [self.name, self.siren, self.siret, self.city, self.legal_form]

    @property
    def is_on_portal(self):
        """Whether what is sent to this client leads to the portal: both the client and the firm are enabled (K1, K6)."""
        return self.portal_enabled_at is not None and self.firm.portal_enabled_at is not None


class ContactQuerySet(Found):
    def visible_to(self, user):
        """The people linked to the clients that `user` works for; a client user sees themselves."""
        return self.filter(self.member_rule(user) | Q(user_id=user.pk))

    def served_by(self, user):
        """Those whom `user` sees as a member of the firm."""
        return self.filter(self.member_rule(user))

    @staticmethod
    def member_rule(user):
        served = ClientContact.objects.filter(client__in=Client.objects.served_by(user)).values("contact_id")
        return Q(firm_id__in=standing_of(user).firm_ids, pk__in=served)


class Contact(Searchable):
    """A human being linked to one or more clients, with or without an account."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="contacts")
    first_name = models.CharField(_("prénom"), max_length=80, blank=True)
    last_name = models.CharField(_("nom"), max_length=80)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    job_title = models.CharField(_("poste"), max_length=80, blank=True)
    # The language of what is sent to somebody without an account; an account has its own.
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr", db_default="fr")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contacts")
    clients = models.ManyToManyField(Client, through="ClientContact", related_name="contacts")

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["firm", "name_key", "id"], name="contact_by_name"),
            models.Index(fields=["firm", "email"], name="contact_by_email", condition=~Q(email="")),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def search_words(self):
        return [f"{self.last_name} {self.first_name}".strip(), self.email, self.phone]


class ClientContact(models.Model):
    client = models.ForeignKey(Client, models.CASCADE, related_name="contact_links")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="client_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "contact"], name="one_link_per_contact")]


def work_rule(user, dossier="dossier_id"):
    """The condition that `user` works on the dossier of a row with its `firm_id` and `licence_id`; `dossier` names the column of the dossier's id."""
    standing = standing_of(user)
    rule = Q(firm_id__in=standing.whole_firm_ids)
    others = standing.firm_ids - standing.whole_firm_ids
    if not others:
        return rule
    managed = DossierManager.objects.filter(user_id=user.pk).values("dossier_id")
    return rule | Q(firm_id__in=others) & (Q(licence_id__in=standing.licence_ids) | Q(**{f"{dossier}__in": managed}))


def served_rule(standing, *levels, dossier="dossier_id", client="client_id"):
    """The condition that somebody of this Standing represents the client of a row in its dossier, at one of these levels; at any, without.

    `dossier` and `client` name the row's columns.
    """
    whole = {"full": standing.full_client_ids, "limited": standing.limited_client_ids}
    rule = Q(**{f"{client}__in": frozenset().union(*(whole[level] for level in levels or whole))})
    chosen = {dossier_id for _client, dossier_id, level in standing.chosen if level in (levels or whole)}
    return rule | Q(**{f"{dossier}__in": chosen}) if chosen else rule


class DossierQuerySet(Found):
    def visible_to(self, user):
        """What a member works on, and what a client user is served by."""
        return self.filter(self.member_rule(user) | self.client_rule(user))

    def worked_on_by(self, user):
        """What `user` sees as a member of the firm (pages of the firm's side)."""
        return self.filter(self.member_rule(user))

    def represented_by(self, user):
        """What `user` sees as a client (pages of the client's side)."""
        return self.filter(self.client_rule(user))

    @staticmethod
    def member_rule(user):
        return work_rule(user, "pk")

    @staticmethod
    def client_rule(user):
        return served_rule(standing_of(user), dossier="pk")


class Dossier(Searchable):
    """A client's accounting file in a licence."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="dossiers")
    licence = models.ForeignKey(Licence, models.RESTRICT, related_name="dossiers")
    client = models.ForeignKey(Client, models.CASCADE, related_name="dossiers")
    name = models.CharField(_("nom"), max_length=200)
    code = models.CharField(_("code"), max_length=40, blank=True)
    closing_day = models.PositiveSmallIntegerField(_("jour de clôture"), null=True, blank=True)
    closing_month = models.PositiveSmallIntegerField(_("mois de clôture"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    managers = models.ManyToManyField(settings.AUTH_USER_MODEL, through="DossierManager", related_name="managed_dossiers")

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["licence", "code"], name="one_dossier_per_code", condition=~Q(code="")),
        ]
        indexes = [models.Index(fields=["firm", "name_key", "id"], name="dossier_by_name")]

    def __str__(self):
        return self.name

    def search_words(self):
        return [self.name, self.code]

    @property
    def closing(self):
        """The last day of the financial year as a date (of no particular year), or None."""
        return date(2000, self.closing_month, self.closing_day) if self.closing_month and self.closing_day else None


class DossierManager(models.Model):
    """«Gestionnaire de dossier»: rank 0 is the primary one."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="manager_links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="manager_links")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "user"], name="manager_once_per_dossier"),
            models.UniqueConstraint(fields=["dossier", "rank"], name="one_manager_per_rank"),
        ]


def is_named(standing, links, row):
    """The condition that the person of this Standing is among the contacts of `links` (a queryset); `row` is their column for what they belong to."""
    people = Q(contact__user_id=standing.user_id) if standing.user_id else Q(pk__in=[])
    people |= Q(contact_id=standing.contact_id) if standing.contact_id else Q(pk__in=[])
    return Q(Exists(links.filter(people, **{row: OuterRef("pk")})))


class BothSides(Found):
    """Rows of dossiers that a firm and its clients share. A subclass says by `client_rule(standing)` what somebody sees as a client."""

    def visible_to(self, user):
        """The one rule of who sees them; the app's `decisions` say the same of facts."""
        return self.filter(work_rule(user) | self.client_rule(standing_of(user)))

    def worked_on_by(self, user):
        """What `user` sees as a member of the firm."""
        return self.filter(work_rule(user))

    def represented_by(self, user):
        """What `user` sees as a client."""
        return self.filter(self.client_rule(standing_of(user)))

    def seen_by(self, standing):
        """What somebody of this Standing sees as a client."""
        return self.filter(self.client_rule(standing))


class ClientUserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see the client users of the clients they serve; a client user sees themselves."""
        served = ClientAccess.objects.filter(client__in=Client.objects.served_by(user), firm=OuterRef("firm"), user=OuterRef("user"))
        return self.filter(Q(Exists(served)) | Q(user_id=user.pk))

    def kept(self):
        return self.filter(deleted_at=None)


class ClientUser(models.Model):
    """«Utilisateur client»: somebody's place at a firm as a client. What they may see there are their ClientAccess rows, which it holds together."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="client_users")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="client_places")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Nobody sees anything before it: empty for «Ultérieurement», until somebody of the firm validates.
    validated_at = models.DateTimeField(null=True, blank=True)
    validated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Billing mode «Client» and no payment method yet (I4).
    owes_method = models.BooleanField(default=False)
    # When the welcome e-mail left last.
    welcomed_at = models.DateTimeField(null=True, blank=True)

    objects = ClientUserQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "user"], name="one_place_per_firm")]
        indexes = [models.Index(fields=["firm", "-id"], name="client_user_of_firm")]

    def __str__(self):
        return str(self.user)

    @property
    def hold(self):
        return hold_of(is_validated=self.validated_at is not None, is_suspended=self.suspended_at is not None, owes_method=self.owes_method)


class ClientAccessQuerySet(models.QuerySet):
    def open(self):
        """Those by which somebody sees something now: neither closed nor held, at a firm that is not suspended."""
        return self.filter(closed_at=None, hold=Hold.NONE, user__is_active=True, firm__suspended_at=None)

    def whole(self):
        return self.filter(scope=ClientAccess.Scope.WHOLE)

    def reaching(self, dossier_id, client_id):
        """Those that reach this dossier of this client: to the whole client, or to that very dossier."""
        chosen = DossierAccess.objects.filter(access=OuterRef("pk"), dossier=dossier_id)
        return self.filter(Q(scope=ClientAccess.Scope.WHOLE) | Q(Exists(chosen)), client=client_id)

    def administering(self):
        """Those that make a client's administrator (I2): also while they wait for a validation or a payment method, not while suspended."""
        return self.filter(type=ClientAccess.Type.ADMINISTRATOR, closed_at=None).exclude(hold=Hold.SUSPENSION)

    def visible_to(self, user):
        """Members see the accesses to the clients they serve; a client user sees their own."""
        return self.filter(Q(client__in=Client.objects.served_by(user)) | Q(user_id=user.pk))


class ClientAccess(models.Model):
    """A client user's right to the portal for one client: to all of it, or to chosen dossiers. Nothing chosen is nothing seen (I5).

    A client's last administrator stays one: triggers of the database refuse what would take them away (`constraints.py`, I2).
    """

    class Level(models.TextChoices):
        LIMITED = "limited", _("Accès limité")
        FULL = "full", _("Accès complet")

    class Type(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrateur")
        STANDARD = "standard", _("Utilisateur standard")

    class Scope(models.TextChoices):
        WHOLE = "whole", _("Tous les dossiers de l’entreprise, ceux à venir compris")
        CHOSEN = "chosen", _("Certains dossiers")

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="client_accesses")
    client = models.ForeignKey(Client, models.CASCADE, related_name="accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="client_accesses")
    level = models.CharField(max_length=10, choices=Level, default=Level.LIMITED)
    type = models.CharField(max_length=15, choices=Type, default=Type.STANDARD)
    scope = models.CharField(max_length=6, choices=Scope, default=Scope.WHOLE, db_default=Scope.WHOLE.value)
    # The ClientUser's Hold, on each of their accesses, where every query meets it.
    hold = models.CharField(max_length=10, default=Hold.NONE.value, db_default=Hold.NONE.value, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ClientAccessQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "user"], name="one_access_per_client")]
        indexes = [models.Index(fields=["user"], name="access_open_of_user", condition=Q(closed_at=None))]

    @property
    def is_open(self):
        """Whether somebody sees something by it now, as far as this row says."""
        return self.closed_at is None and not self.hold


class DossierAccessQuerySet(models.QuerySet):
    def open(self):
        """Those by which a dossier is seen now. A dossier that went to another client takes nobody with it."""
        here = {"access__closed_at": None, "access__hold": Hold.NONE, "access__user__is_active": True, "access__firm__suspended_at": None}
        return self.filter(**here, access__scope=ClientAccess.Scope.CHOSEN, dossier__client_id=F("access__client_id"))


class DossierAccess(models.Model):
    """One of the dossiers that an access to chosen dossiers reaches."""

    access = models.ForeignKey(ClientAccess, models.CASCADE, related_name="dossier_accesses")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")

    objects = DossierAccessQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["access", "dossier"], name="dossier_chosen_once")]
