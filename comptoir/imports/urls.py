from django.urls import path

from . import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("template.xlsx", views.template, name="import_template"),
    path("<int:pk>/", views.one_import, name="import"),
    path("<int:pk>/run/", views.run, name="import_run"),
    path("<int:pk>/report.csv", views.report, name="import_report"),
    path("<int:pk>/undoing/", views.undoing, name="import_undoing"),
]
