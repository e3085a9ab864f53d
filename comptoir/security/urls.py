from django.urls import path

from .views import factors, passkeys, resets, sessions, tokens

urlpatterns = [
    path("enrolment/", factors.second_factor_enrolment, name="second_factor_enrolment"),
    path("app/", factors.authenticator_app, name="authenticator_app"),
    path("app/removal/", factors.authenticator_app_removal, name="authenticator_app_removal"),
    path("recovery-codes/", factors.recovery_codes, name="recovery_codes"),
    path("passkeys/new/", passkeys.new_passkey, name="new_passkey"),
    path("passkeys/<int:pk>/", passkeys.passkey, name="passkey"),
    path("passkeys/<int:pk>/removal/", passkeys.passkey_removal, name="passkey_removal"),
    path("members/<int:pk>/factors/", resets.member_factors, name="member_factors"),
    path("sessions/closure/", sessions.other_sessions_closure, name="other_sessions_closure"),
    path("sessions/<str:handle>/closure/", sessions.session_closure, name="session_closure"),
    path("tokens/new/", tokens.new_token, name="new_token"),
    path("tokens/<int:pk>/revocation/", tokens.token_revocation, name="token_revocation"),
]
