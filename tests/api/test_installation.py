"""The installation's firms by programs: for the operator, and nobody else."""

from comptoir.firms.models import Firm

from .conftest import fields_in_error

NEW = {"name": "Cabinet Armand", "slug": "armand", "licence": "Douai", "first_name": "Anne", "last_name": "Armand", "email": "anne@armand.example"}


def test_the_operator_makes_suspends_copies_and_deletes(cast, call):
    operator = call(cast.operator)

    made = operator.post("operator/firms", NEW).json()
    at = f"operator/firms/{made['id']}"

    assert (made["slug"], made["state"], made["dossiers"]) == ("armand", "active", 0)
    assert operator.post(f"{at}/suspension", {"reason": "Impayé"}).json()["state"] == "suspended"
    assert operator.delete(f"{at}/suspension").json()["state"] == "active"
    assert fields_in_error(operator.post(f"{at}/deletion", {"slug": "lormeau"})) == ["slug"]
    assert operator.post(f"{at}/deletion", {"slug": "armand"}).json()["state"] == "leaving"
    assert operator.delete(f"{at}/deletion").json()["state"] == "suspended"
    assert operator.post(f"{at}/exports").json()["state"] == "waiting"
    assert {one["slug"] for one in operator.get("operator/firms").json()["items"]} == {"armand", "lormeau", "vasseur"}
    assert fields_in_error(operator.post("operator/firms", NEW | {"slug": "vasseur"})) == ["slug"]


def test_nobody_else_finds_them(cast, call):
    admin = call(cast.admin)

    assert admin.get("operator/firms").status_code == admin.post("operator/firms", NEW).status_code == 404
    assert not Firm.objects.filter(slug="armand").exists()
