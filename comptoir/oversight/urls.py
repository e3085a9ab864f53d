from django.urls import path

from .views import access_review, moving, sight

urlpatterns = [
    path("firm/access-review/", access_review.access_review, name="access_review"),
    path("firm/access-review/line/", access_review.access_review_line, name="access_review_line"),
    path("firm/access-review/undo/", access_review.undo, name="access_review_undo"),
    path("firm/access-review/<slug:check>/<int:target>/remedy/", access_review.remedy, name="finding_remedy"),
    path("firm/access-review/<slug:check>/<int:target>/ignoring/", access_review.ignoring, name="finding_ignoring"),
    path("firm/access-review/<slug:check>/<int:target>/attention/", access_review.attention, name="finding_attention"),
    path("dossiers/<int:pk>/access/", sight.dossier_access, name="dossier_access"),
    path("firm/members/<int:pk>/dossiers/", sight.person_dossiers, name="person_dossiers"),
    path("dossiers/<int:pk>/moving/", moving.moving, name="dossier_moving"),
    path("clients/<int:pk>/merging/", moving.merging, name="client_merging"),
]
