from django.urls import path

from . import pages
from .door import door, unknown_address
from .portal import api

app_name = "api"


def operations():
    """Every operation of the portal, behind the door."""
    for pattern in api.urls[0]:
        if pattern.name != "api-root":
            pattern.callback = door(pattern.callback)
            yield pattern


urlpatterns = [
    path("", pages.root, name="root"),
    path("openapi.json", pages.openapi, name="openapi"),
    path("docs", pages.docs, name="docs"),
    *operations(),
    path("<path:rest>", unknown_address, name="unknown"),
]
