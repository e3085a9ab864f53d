from django.urls import path

from .views import wizard

urlpatterns = [
    path("new/", wizard.new_client_user, name="new_client_user"),
    path("drafts/<int:pk>/", wizard.client_user_draft, name="client_user_draft"),
    path("drafts/<int:pk>/removal/", wizard.client_user_draft_removal, name="client_user_draft_removal"),
    path("drafts/<int:pk>/<slug:step>/", wizard.client_user_draft_step, name="client_user_draft_step"),
]
