from django.urls import path

from . import views

urlpatterns = [
    path("settings/profile/photo/", views.own_photo, name="own_photo"),
    path("settings/profile/photo/removal/", views.photo_removal, name="photo_removal"),
    path("settings/profile/email-changes/", views.email_changes, name="email_changes"),
    path("settings/profile/email-changes/resending/", views.resending, name="email_change_resending"),
    path("settings/profile/email-changes/cancellation/", views.cancellation, name="email_change_cancellation"),
    path("people/<int:pk>/photo/<int:size>/", views.photo, name="photo"),
    path("accounts/email/confirmation/<str:token>/", views.confirmation, name="email_change_confirmation"),
    path("accounts/email/stop/<str:token>/", views.stopping, name="email_change_stop"),
]
