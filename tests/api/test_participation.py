"""Participation by program: in bulk, dossier by dossier with its reason, and the recommendation (C3, C4, C6, X8)."""

import pytest

from comptoir.conversations.models import Participation
from comptoir.events.models import Event

from .conftest import fields_in_error

DOSSIERS = "me/participation/dossiers"


def about(scope, thing, takes_part, side="accountant"):
    return {"scope": scope, "id": thing.pk, "side": side, "takes_part": takes_part}


def test_a_thousand_choices_are_one_change_that_can_be_undone(cast, call):
    nora, others = call(cast.nora), [cast.make_client(f"Client {number}", cast.lille)[1] for number in range(20)]
    choices = [about("all", cast.firm, True), about("licence", cast.lille, False), *(about("dossier", one, True) for one in others)]

    done = nora.put("me/participation/bulk", {"choices": [*choices, about("dossier", others[0], False)]}).json()

    assert done["changed"] == 22
    assert Participation.objects.filter(user=cast.nora, dossier=others[0]).get().takes_part is False
    assert Event.objects.filter(verb="participation.chosen").count() == 1
    assert nora.put("me/participation/bulk", {"choices": choices[:2]}).json() == {"changed": 0, "change": None}
    undone = nora.post("settings/reversals", {"change": done["change"]}).json()
    assert (undone["title"], len(undone["choices"])) == ("Participation\u202f: 22 choix rétablis", 22)
    assert not Participation.objects.filter(user=cast.nora).exists()
    assert [one["title"] for one in nora.get("me/settings/history").json()["items"]][-1] == "Participation\u202f: 22 choix"


def test_one_that_is_not_ones_own_keeps_all_of_them_from_being_saved(cast, call):
    choices = [about("dossier", cast.dossier, True), about("dossier", cast.other_dossier, True)]

    assert fields_in_error(call(cast.nora).put("me/participation/bulk", {"choices": choices})) == ["choices.1.id"]
    assert not Participation.objects.filter(user=cast.nora).exists()


@pytest.mark.parametrize(
    ("who", "choices", "field"),
    [
        ("marie", [], "choices"),
        ("marie", [{"scope": "dossier", "id": 1, "side": "accountant", "takes_part": True}] * 1001, "choices"),
        ("marie", [{"scope": "dossier", "side": "accountant", "takes_part": True}], "choices.0.id"),
        ("helene", [{"scope": "all", "side": "accountant", "takes_part": True}], "choices.0.side"),
        ("marie", [{"scope": "team", "id": 1, "side": "accountant", "takes_part": True}], "choices.0.scope"),
    ],
)
def test_what_cannot_be_chosen_is_named(cast, call, who, choices, field):
    assert fields_in_error(call(getattr(cast, who)).put("me/participation/bulk", {"choices": choices})) == [field]


def test_each_dossier_says_whether_one_takes_part_and_why(cast, call):
    jean, (_client, other) = call(cast.jean), cast.make_client("Atelier", cast.lille)
    jean.put("me/participation", about("licence", cast.lille, True))

    items = jean.get(DOSSIERS).json()["items"]

    default = {"takes_part": False, "origin": "default"}
    assert items == [
        {"dossier": other.pk, "name": "Atelier", "code": "", "licence": cast.lille.pk, "is_manager": False,
         "accountant": {"takes_part": True, "origin": "licence"}, "entrepreneur": default},
        {"dossier": cast.dossier.pk, "name": "Boulangerie Roux", "code": "BR-0142", "licence": cast.lille.pk, "is_manager": True,
         "accountant": {"takes_part": False, "origin": "dossier"}, "entrepreneur": default},
    ]  # fmt: skip


def test_dossiers_are_filtered_and_paged(cast, call):
    for number in range(3):
        cast.make_client(f"Client {number}", cast.arras)
    admin = call(cast.admin)

    first = admin.get(DOSSIERS, limit=3, licence=cast.arras.pk).json()
    second = admin.get(DOSSIERS, limit=3, licence=cast.arras.pk, cursor=first["next"]).json()

    assert [one["name"] for one in first["items"] + second["items"]] == ["Client 0", "Client 1", "Client 2", "Garage Delattre"]
    assert second["next"] is None
    names = {
        query: [one["name"] for one in admin.get(DOSSIERS, **{query: value}).json()["items"]] for query, value in (("q", "roux"), ("manager", cast.luc.pk))
    }
    assert names == {"q": ["Boulangerie Roux"], "manager": ["Garage Delattre"]}
    assert fields_in_error(admin.get(DOSSIERS, state="zzz")) == ["state"]
    assert [one["name"] for one in call(cast.paul).get(DOSSIERS, mine="true", state="accountant-on").json()["items"]] == ["Boulangerie Roux"]


def test_a_client_user_has_one_side(cast, call):
    (item,) = call(cast.helene).get(DOSSIERS).json()["items"]

    assert (item["accountant"], item["entrepreneur"]) == (None, {"takes_part": True, "origin": "default"})
    assert call(cast.vera).get(DOSSIERS, q="roux").json()["items"] == []


def test_the_recommendation_is_read_followed_and_undone(cast, call):
    jean = call(cast.jean)
    jean.put("me/participation", about("all", cast.firm, True, "entrepreneur"))

    assert jean.get("me/participation/recommendation").json() == {"is_followed": False, "ends": 1, "begins": 1}
    done = jean.put("me/participation/recommendation").json()
    assert done["changed"] == 2
    assert jean.get("me/participation/recommendation").json() == {"is_followed": True, "ends": 0, "begins": 0}
    assert jean.put("me/participation/recommendation").json() == {"changed": 0, "change": None}
    jean.post("settings/reversals", {"change": done["change"]})
    assert Participation.objects.filter(user=cast.jean).count() == 2


def test_what_differs_is_brought_into_line(cast, call):
    jean = call(cast.jean)
    jean.put("me/participation", about("all", cast.firm, True))

    assert jean.post("me/participation/alignments", {"scope": "all", "side": "accountant"}).json()["changed"] == 1
    assert jean.get("me/participation").json()["items"] == [about("all", cast.firm, True)]
    assert fields_in_error(jean.post("me/participation/alignments", {"scope": "licence", "id": cast.arras.pk, "side": "accountant"})) == ["id"]
    assert fields_in_error(jean.post("me/participation/alignments", {"scope": "dossier", "id": cast.dossier.pk, "side": "accountant"})) == ["scope"]


def test_somebody_else_s_change_is_not_undone(cast, call):
    call(cast.jean).put("me/participation", about("dossier", cast.dossier, True))
    event = Event.objects.get(verb="participation.chosen")

    assert call(cast.paul).post("settings/reversals", {"change": event.pk}).status_code == 404
    assert call(cast.jean).post("settings/reversals", {"change": event.pk}).json()["choices"] == [["accountant", "dossier", cast.dossier.pk, True, False]]
