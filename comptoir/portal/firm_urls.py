"""«Portail client», beside the rest of the firm's administration."""

from django.urls import path

from .views import activation, address, appearance, page

urlpatterns = [
    path("", page.portal_settings, name="portal_settings"),
    path("activation/", activation.activation, name="portal_activation"),
    path("deactivation/", activation.deactivation, name="portal_deactivation"),
    path("brand/", appearance.brand, name="portal_brand"),
    path("logo/removal/", appearance.logo_removal, name="portal_logo_removal"),
    path("background/", appearance.background, name="portal_background"),
    path("background/removal/", appearance.picture_removal, name="portal_picture_removal"),
    path("preview/", appearance.preview, name="portal_preview"),
    path("address/", address.address, name="portal_address"),
]
