from django.urls import path

from .views import door

urlpatterns = [
    path("<str:token>/", door.link, name="link"),
    path("<str:token>/entry/", door.entry, name="link_entry"),
    path("<str:token>/code/", door.code, name="link_code"),
    path("<str:token>/renewal/", door.renewal, name="link_renewal"),
]
