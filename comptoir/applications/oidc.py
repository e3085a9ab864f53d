"""What applications are told of who signs in there: django-allauth's OpenID Connect provider, in our words (docs/applications.md)."""

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from oauthlib.oauth2.rfc6749.errors import InvalidTokenError

from .granted import companies_of, place_for
from .models import SignIn


class ApplicationsAdapter(DefaultOIDCAdapter):
    """Asked for its claims or for somebody, it looks again whether that person has the application now."""

    def get_issuer(self):
        """The installation, by whichever host people come: an application knows one issuer."""
        return settings.BASE_URL

    def get_user_by_sub(self, client, sub):
        """None ends the exchange of a code."""
        user = super().get_user_by_sub(client, sub)
        return user if user and place_of(client, user) else None

    def get_claims(self, purpose, user, client, scopes, email=None, **words):
        """Raises InvalidTokenError for who has the application no more."""
        place = place_of(client, user)
        if place is None:
            raise InvalidTokenError
        return claims_of(place, user, scopes) | {"sub": self.get_user_sub(client, user)}

    def is_cimd_url_allowed(self, url):
        return False


def place_of(client, user):
    sign_in = SignIn.objects.filter(client=client.pk).first()
    return place_for(sign_in, user) if sign_in else None


def claims_of(place, user, scopes):
    """Who it is, in which language they read, by which firm they come and for which of its clients."""
    claims = {}
    if "email" in scopes:
        claims["email"] = user.email
    if "profile" in scopes:
        claims |= {"name": user.full_name, "given_name": user.first_name, "family_name": user.last_name, "locale": user.language}
        claims |= {"firm": {"slug": place.firm.slug, "name": place.firm.name}, "companies": companies_of(place)}
    return claims
