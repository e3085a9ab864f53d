from django.urls import path

from .views import addresses, bell, devices, unsubscribing, why

urlpatterns = [
    path("", bell.notifications, name="notifications"),
    path("bell/", bell.bell, name="bell"),
    path("latest/", bell.latest, name="latest_notifications"),
    path("reading/", bell.reading, name="notifications_reading"),
    path("<int:pk>/", bell.notification, name="notification"),
    path("<int:pk>/why/", why.why, name="why"),
    path("address/retry/", addresses.address_retry, name="address_retry"),
    path("told/<str:kind>/<int:pk>/", why.told, name="told"),
    path("devices/", devices.devices, name="devices"),
    path("devices/key/", devices.device_key, name="device_key"),
    path("devices/<int:pk>/", devices.device, name="device"),
    path("devices/<int:pk>/test/", devices.device_test, name="device_test"),
    path("devices/<int:pk>/removal/", devices.device_removal, name="device_removal"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
