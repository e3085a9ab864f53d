from django.urls import path

from . import views

urlpatterns = [
    path("members/", views.members, name="members"),
    path("teams/", views.teams, name="teams"),
    path("licences/", views.licences, name="licences"),
]
