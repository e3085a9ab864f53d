from django.urls import path

from . import views

urlpatterns = [
    path("new/", views.new_account, name="new_external_account"),
    path("new/<slug:kind>/", views.new_account_of_kind, name="new_external_account_of_kind"),
    path("<int:pk>/", views.account, name="external_account"),
    path("<int:pk>/test/", views.account_test, name="external_account_test"),
    path("<int:pk>/deletion/", views.account_deletion, name="external_account_deletion"),
]
