from django.urls import path

from .views import access, client, contact, management, preview

urlpatterns = [
    path("clients/portal/", management.management, name="portal_management"),
    path("clients/portal/many/", management.many, name="portal_many"),
    path("clients/portal/undo/", management.undo, name="portal_many_undo"),
    path("clients/<int:pk>/portal/", client.client_portal, name="client_portal"),
    path("clients/<int:pk>/portal/enabling/", client.enabling, name="client_portal_enabling"),
    path("clients/<int:pk>/portal/disabling/", client.disabling, name="client_portal_disabling"),
    path("clients/<int:pk>/portal/people/", client.people, name="client_portal_people"),
    path("clients/<int:pk>/portal/invitations/", client.invitations, name="client_portal_invitations"),
    path("clients/<int:pk>/portal/invitations/<int:invitation>/resending/", client.resending, name="client_portal_resending"),
    path("clients/<int:pk>/portal/invitations/<int:invitation>/revocation/", client.revocation, name="client_portal_revocation"),
    path("clients/<int:pk>/portal/accesses/<int:access>/level/", access.level, name="access_level"),
    path("clients/<int:pk>/portal/accesses/<int:access>/closing/", access.closing, name="access_closing"),
    path("clients/<int:pk>/portal/accesses/<int:access>/reopening/", access.reopening, name="access_reopening"),
    path("clients/<int:pk>/portal/preview/", preview.preview, name="client_portal_preview"),
    path("contacts/<int:pk>/", contact.contact, name="contact"),
]
