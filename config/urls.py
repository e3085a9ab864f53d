from django.http import HttpResponse
from django.urls import include, path

def todo(request, *a, **k): return HttpResponse("")

urlpatterns = [
    path("conversations/", todo, name="conversations"),
    path("conversations/<int:pk>/", todo, name="conversation"),
    path("notifications/<int:pk>/why/", todo, name="why"),
    path("notifications/unsubscribe/<str:token>/", todo, name="unsubscribe"),
    path("settings/", include("comptoir.preferences.urls")),
]
