from django.urls import path

from . import views

urlpatterns = [
    path("", views.notifications, name="notifications"),
    path("bell/", views.bell, name="bell"),
    path("latest/", views.latest, name="latest_notifications"),
    path("reading/", views.reading, name="notifications_reading"),
    path("<int:pk>/", views.notification, name="notification"),
    path("<int:pk>/why/", views.why, name="why"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
