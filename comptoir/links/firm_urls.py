"""What the firm sets about its links, beside the rest of its administration."""

from django.urls import path

from .views import policy

urlpatterns = [
    path("", policy.portal_security, name="portal_security"),
    path("preset/", policy.preset, name="portal_security_preset"),
    path("reversal/<int:pk>/", policy.reversal, name="portal_security_reversal"),
]
