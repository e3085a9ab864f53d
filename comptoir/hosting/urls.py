from django.urls import path

from .views import ends, firms

urlpatterns = [
    path("", firms.firms, name="operator_firms"),
    path("new/", firms.new_firm, name="operator_new_firm"),
    path("<int:pk>/", firms.firm, name="operator_firm"),
    path("<int:pk>/suspension/", ends.suspension, name="operator_suspension"),
    path("<int:pk>/resumption/", ends.resumption, name="operator_resumption"),
    path("<int:pk>/deletion/", ends.deletion, name="operator_deletion"),
    path("<int:pk>/deletion/cancelled/", ends.deletion_cancelled, name="operator_deletion_cancelled"),
    path("<int:pk>/exports/", ends.exports, name="operator_exports"),
    path("<int:pk>/exports/<int:export>/", ends.export_file, name="operator_export"),
]
