from django.urls import path

from .views import domain

urlpatterns = [
    path("", domain.domain, name="portal_domain"),
    path("verification/", domain.domain_verification, name="portal_domain_verification"),
    path("removal/", domain.domain_removal, name="portal_domain_removal"),
]
