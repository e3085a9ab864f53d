from django.urls import path

from .views import identity

app_name = "identity"
urlpatterns = [
    path(".well-known/openid-configuration", identity.configuration, name="configuration"),
    path(".well-known/jwks.json", identity.keys, name="keys"),
    path("identity/authorize/", identity.authorization, name="authorization"),
    path("identity/token/", identity.token, name="token"),
    path("identity/userinfo/", identity.userinfo, name="userinfo"),
]
