from django.urls import path

from .views import identity

urlpatterns = [
    path(".well-known/openid-configuration", identity.configuration, name="identity_configuration"),
    path(".well-known/jwks.json", identity.keys, name="identity_keys"),
    path("identity/authorize/", identity.authorization, name="identity_authorization"),
    path("identity/token/", identity.token, name="identity_token"),
    path("identity/userinfo/", identity.userinfo, name="identity_userinfo"),
]
