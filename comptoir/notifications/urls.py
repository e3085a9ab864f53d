from django.urls import path

from . import address_views, device_views
from .views import bell, unsubscribing, why

urlpatterns = [
    path("", bell.notifications, name="notifications"),
    path("bell/", bell.bell, name="bell"),
    path("latest/", bell.latest, name="latest_notifications"),
    path("reading/", bell.reading, name="notifications_reading"),
    path("<int:pk>/", bell.notification, name="notification"),
    path("<int:pk>/why/", why.why, name="why"),
    path("address/retry/", address_views.address_retry, name="address_retry"),
    path("told/<str:kind>/<int:pk>/", why.told, name="told"),
    path("devices/", device_views.devices, name="devices"),
    path("devices/key/", device_views.device_key, name="device_key"),
    path("devices/<int:pk>/", device_views.device, name="device"),
    path("devices/<int:pk>/test/", device_views.device_test, name="device_test"),
    path("devices/<int:pk>/removal/", device_views.device_removal, name="device_removal"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
