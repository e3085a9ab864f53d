from allauth.account import views as sign_in
from django.urls import include, path, re_path

from comptoir.web import views

handler400 = "comptoir.web.errors.bad_request"
handler403 = "comptoir.web.errors.forbidden"
handler404 = "comptoir.web.errors.not_found"
handler500 = "comptoir.web.errors.server_error"

accounts = [
    path("login/", sign_in.login, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("signup/", sign_in.signup, name="account_signup"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("password/reset/", sign_in.password_reset, name="account_reset_password"),
    path("password/reset/done/", sign_in.password_reset_done, name="account_reset_password_done"),
    re_path(r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", sign_in.password_reset_from_key, name="account_reset_password_from_key"),
    path("password/reset/key/done/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("p/<slug:slug>/", views.portal, name="portal"),
    path("operator/", views.operator, name="operator"),
    path("no-access/", views.no_access, name="no_access"),
    path("search/", views.search, name="search"),
    path("language/", views.language, name="language"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mailbox_message, name="mailbox_message"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("accounts/", include(accounts)),
    path("settings/", include("comptoir.preferences.urls")),
    path("firm/", include("comptoir.firms.urls")),
    path("clients/", include("comptoir.clients.urls")),
    path("clients/<int:pk>/", views.client, name="client"),
    path("dossiers/<int:pk>/", views.dossier, name="dossier"),
    path("away/", include("comptoir.away.urls")),
    path("notifications/", include("comptoir.notifications.urls")),
    path("conversations/", include("comptoir.conversations.urls")),
    path("imports/", include("comptoir.imports.urls")),
    path("api/v1/", include("comptoir.api.urls")),
]
