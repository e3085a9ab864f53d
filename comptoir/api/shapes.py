"""Small shapes that several resources show."""

from ninja import Schema


class Named(Schema):
    """A person, team, dossier or client, by id and name."""

    id: int
    name: str


def person(user):
    """{"id", "name"} of a person, or None. Never an address or a number: clients read it too."""
    return {"id": user.pk, "name": user.full_name} if user else None


def named(row):
    return {"id": row.pk, "name": row.name} if row else None
