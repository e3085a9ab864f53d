from django.urls import path

from .views import joining

urlpatterns = [path("<str:token>/", joining.joining, name="joining")]
