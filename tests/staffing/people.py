"""What the tests of this package say often."""

from comptoir.firms.models import CustomRole, Membership


def membership(user):
    return Membership.objects.select_related("user", "custom_role").get(user=user)


def members(*users):
    return Membership.objects.filter(user__in=users)


def role_of(firm, name, *rights):
    return CustomRole.objects.create(firm=firm, name=name, rights=",".join(rights))


def give(user, *rights, name="Rôle d’essai"):
    """This person has exactly these rights, by a custom role."""
    row = membership(user)
    role = CustomRole.objects.filter(firm=row.firm, name=name).first() or role_of(row.firm, name)
    CustomRole.objects.filter(pk=role.pk).update(rights=",".join(rights))
    Membership.objects.filter(pk=row.pk).update(role="staff", custom_role=role)
    return role


def licences_of(user):
    return sorted(membership(user).licences.values_list("name", flat=True))


def managers(dossier):
    return list(dossier.manager_links.order_by("rank").values_list("user__first_name", flat=True))
