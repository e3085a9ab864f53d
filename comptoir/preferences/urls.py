from django.urls import path

from . import views

urlpatterns = [
    path("", views.settings_home, name="settings"),
    path("<slug:slug>/", views.settings_page, name="settings_page"),
]
