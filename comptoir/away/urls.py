from django.urls import path

from .views import bubble

urlpatterns = [path("", bubble.absence, name="absence")]
