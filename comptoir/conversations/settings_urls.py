"""What stands among the settings rather than with the conversations."""

from django.urls import include, path

from comptoir.preferences.views import inheritance, value

from .participation_settings import PREFIX
from .views import participation

values = [
    path("<str:key>/", value, {"prefix": PREFIX}, name="conversation_setting"),
    path("<str:key>/inheritance/", inheritance, {"prefix": PREFIX}, name="conversation_setting_inheritance"),
]

urlpatterns = [
    path("settings/conversations/values/", include(values)),
    path("settings/conversations/participation/", participation.table, name="participation"),
    path("settings/conversations/participation/rows/", participation.rows, name="participation_rows"),
    path("settings/conversations/participation/heads/", participation.heads, name="participation_heads"),
    path("settings/conversations/participation/<slug:scope>/<int:pk>/", participation.choice, name="participation_choice"),
    path("settings/conversations/participation/<slug:scope>/<int:pk>/inheritance/", participation.inheritance, name="participation_inheritance"),
    path("settings/conversations/participation/<slug:scope>/<int:pk>/alignment/", participation.alignment, name="participation_alignment"),
    path("settings/conversations/recommendation/", participation.recommendation, name="participation_recommendation"),
    path("settings/conversations/reversals/<int:pk>/", participation.reversal, name="participation_reversal"),
]
