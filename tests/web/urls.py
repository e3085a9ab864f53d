"""The site's addresses, and three that go wrong."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from config.urls import urlpatterns as real


def breaks(request):
    raise RuntimeError("le mot de passe est 4711")


def forbids(request):
    raise PermissionDenied("secret 4711")


def suspects(request):
    raise SuspiciousOperation("secret 4711")


urlpatterns = [path("breaks/", breaks), path("forbids/", forbids), path("suspects/", suspects), *real]
