from django.urls import path

from .views import dossiers, licences, members, roles, teams

urlpatterns = [
    path("members/", members.members, name="members"),
    path("members/many/", members.many, name="members_many"),
    path("members/undo/", members.undo, name="members_undo"),
    path("members/export/", members.export, name="members_export"),
    path("members/<int:pk>/rights/", members.rights, name="member_rights"),
    path("roles/", roles.roles, name="roles"),
    path("roles/new/", roles.new_role, name="new_role"),
    path("roles/<int:pk>/", roles.role, name="role"),
    path("roles/<int:pk>/deletion/", roles.role_deletion, name="role_deletion"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.new_team, name="new_team"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/deletion/", teams.team_deletion, name="team_deletion"),
    path("licences/", licences.licences, name="licences"),
    path("licences/new/", licences.new_licence, name="new_licence"),
    path("licences/<int:pk>/", licences.licence, name="licence"),
    path("licences/<int:pk>/deletion/", licences.licence_deletion, name="licence_deletion"),
    path("dossiers/", dossiers.dossiers, name="firm_dossiers"),
    path("dossiers/many/", dossiers.many, name="firm_dossiers_many"),
    path("dossiers/undo/", dossiers.undo, name="firm_dossiers_undo"),
    path("dossiers/export/", dossiers.export, name="firm_dossiers_export"),
    path("dossiers/<int:pk>/managers/", dossiers.managers, name="dossier_managers"),
]
