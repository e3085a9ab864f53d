"""What anybody may load of a firm's look: no person's data, and each address names what is in it."""

from django.urls import path

from .views import look

urlpatterns = [
    path("<slug:slug>/logo/<slug:name>", look.logo, name="portal_logo"),
    path("<slug:slug>/background/<slug:name>", look.picture, name="portal_picture"),
    path("<slug:slug>/look.css", look.style, name="portal_look"),
]
