from allauth.account import views as sign_in
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import include, path, re_path

from comptoir.billing import urls as billing
from comptoir.provisioning.views import portal_users
from comptoir.security.views import signing_in
from comptoir.web import views
from comptoir.web.former_slugs import leads_on

handler400 = "comptoir.web.errors.bad_request"
handler403 = "comptoir.web.errors.forbidden"
handler404 = "comptoir.web.errors.not_found"
handler500 = "comptoir.web.errors.server_error"
handler429 = "comptoir.web.errors.too_many_requests"  # django-allauth asks for it

accounts = [
    path("login/", views.installation_sign_in, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("signup/", sign_in.signup, name="account_signup"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", signing_in.passkey_confirmation, name="mfa_reauthenticate_webauthn"),
    path("second-factor/", signing_in.second_factor, name="mfa_authenticate"),
    path("passkey/", login_webauthn, name="mfa_login_webauthn"),
    path("password/reset/", sign_in.password_reset, name="account_reset_password"),
    path("password/reset/done/", sign_in.password_reset_done, name="account_reset_password_done"),
    re_path(r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", views.password_reset_from_key, name="account_reset_password_from_key"),
    path("password/reset/key/done/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

urlpatterns = [
    path("", views.front_door, name="home"),
    path("p/<slug:slug>/", leads_on(views.portal), name="portal"),
    path("p/<slug:slug>/history/", leads_on(views.portal_history), name="portal_history"),
    path("p/<slug:slug>/users/", leads_on(portal_users.users), name="portal_users"),
    path("p/<slug:slug>/users/new/", leads_on(portal_users.new_user), name="portal_new_user"),
    path("p/<slug:slug>/users/<int:pk>/suspension/", leads_on(portal_users.suspension), name="portal_user_suspension"),
    path("p/<slug:slug>/users/<int:pk>/resumption/", leads_on(portal_users.resumption), name="portal_user_resumption"),
    path("p/<slug:slug>/payment/", leads_on(billing.payment), name="payment"),
    path("p/<slug:slug>/payment/<int:client>/", include(billing.of_a_company)),
    path("p/<slug:slug>/manifest.webmanifest", views.portal_manifest, name="portal_manifest"),
    path("p/<slug:slug>/icons/<slug:logo>/<slug:name>.png", views.portal_icon, name="portal_icon"),
    path("p/<slug:slug>/code/", views.sign_in_code, name="sign_in_code"),
    path("p/<slug:slug>/code/confirmation/", views.sign_in_code_confirmation, name="sign_in_code_confirmation"),
    path("p/<slug:slug>/account/", views.new_account, name="new_account"),
    path("p/", include("comptoir.portal.urls")),
    path("operator/", views.operator, name="operator"),
    path("operator/firms/", include("comptoir.hosting.urls")),
    path("operator/", include(billing.of_the_operator)),
    path("no-access/", views.no_access, name="no_access"),
    path("search/", views.search, name="search"),
    path("language/", views.language, name="language"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mailbox_message, name="mailbox_message"),
    path("inbound/mail/", views.inbound_mail, name="inbound_mail"),
    path("inbound/sms/", views.inbound_sms, name="inbound_sms"),
    path("inbound/sms/status/", views.inbound_sms_status, name="inbound_sms_status"),
    path("inbound/card-provider/", billing.announcement, name="inbound_card_provider"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline/", views.offline, name="offline"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("accounts/", include(accounts)),
    path("", include("comptoir.profile.urls")),
    path("", include("comptoir.notifications.settings_urls")),
    path("", include("comptoir.conversations.settings_urls")),
    path("settings/billing/", include(billing.of_the_firm)),
    path("", include("comptoir.preferences.urls")),
    path("security/", include("comptoir.security.urls")),
    path("firm/client-users/", include("comptoir.provisioning.sheet_urls")),
    path("firm/members/", include("comptoir.staffing.place_urls")),
    path("joining/", include("comptoir.staffing.joining_urls")),
    path("", include("comptoir.oversight.urls")),
    path("firm/", include("comptoir.staffing.urls")),
    path("firm/", include("comptoir.conversations.firm_urls")),
    path("firm/applications/", include("comptoir.applications.urls")),
    path("operator/applications/", include("comptoir.applications.operator_urls")),
    path("", include("comptoir.applications.identity_urls")),
    path("firm/client-users/", include("comptoir.provisioning.client_user_urls")),
    path("firm/portal/security/", include("comptoir.links.firm_urls")),
    path("firm/portal/domain/", include("comptoir.portal.domain_urls")),
    path("firm/portal/", include("comptoir.portal.firm_urls")),
    path("firm/client-users/", include("comptoir.provisioning.wizard_urls")),
    path("firm/missions/", include("comptoir.conversations.mission_urls")),
    path("clients/", include("comptoir.clients.urls")),
    path("clients/new/", views.new_client, name="new_client"),
    path("clients/new/company/", views.new_client_company, name="new_client_company"),
    path("clients/<int:pk>/", views.client, name="client"),
    path("clients/<int:pk>/notes/", include("comptoir.client_notes.urls")),
    path("", include("comptoir.invitations.management_urls")),
    path("dossiers/<int:pk>/", views.dossier, name="dossier"),
    path("documents/", views.documents, name="documents"),
    path("documents/new/", views.new_document, name="new_document"),
    path("documents/<int:pk>/", views.document, name="document"),
    path("documents/<int:pk>/file/", views.document_file, name="document_file"),
    path("documents/", include("comptoir.documents.urls")),
    path("", include("comptoir.away.urls")),
    path("notifications/", include("comptoir.notifications.urls")),
    path("conversations/", include("comptoir.conversations.urls")),
    path("imports/", include("comptoir.imports.urls")),
    path("requests/", include("comptoir.requests.urls")),
    path("validations/", include("comptoir.validations.urls")),
    path("external-accounts/", include("comptoir.connectors.urls")),
    path("invitations/", include("comptoir.invitations.urls")),
    path("l/", include("comptoir.links.urls")),
    path("api/v1/", include("comptoir.api.urls")),
]
