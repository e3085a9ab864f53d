from django.urls import path

from .views import accepting

urlpatterns = [
    path("", accepting.waiting_invitations, name="waiting_invitations"),
    path("acceptance/", accepting.invitations_acceptance, name="invitations_acceptance"),
    path("renewals/<str:token>/", accepting.invitation_renewal, name="invitation_renewal"),
]
