from django.http import HttpResponse
from django.urls import include, path


def todo(request, *args, **kwargs):
    return HttpResponse("")


urlpatterns = [
    path("conversations/", todo, name="conversations"),
    path("conversations/<int:pk>/", todo, name="conversation"),
    path("imports/<int:pk>/", todo, name="import"),
    path("notifications/<int:pk>/why/", todo, name="why"),
    path("notifications/unsubscribe/<str:token>/", todo, name="unsubscribe"),
    path("settings/", include("comptoir.preferences.urls")),
    path("api/v1/", include("comptoir.api.urls")),
]
