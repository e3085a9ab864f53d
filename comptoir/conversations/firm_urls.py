"""What the firm sets about its conversations, beside the rest of its administration."""

from django.urls import path

from .views import answering_settings

urlpatterns = [
    path("answering/", answering_settings.answering_settings, name="answering_settings"),
    path("answering/teams/<int:pk>/", answering_settings.team_mode, name="team_mode"),
]
