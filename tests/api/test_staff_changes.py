"""Joining, moving and leaving by the API: foretold with `dry_run`, then done."""

from comptoir.firms.models import Membership
from comptoir.staffing.models import Arrival, Departure, Move


def asked(cast, **words):
    return {"first_name": "Ada", "last_name": "Byron", "email": "Ada@Lormeau.example", "licences": [cast.lille.pk], "dossiers": [cast.dossier.pk]} | words


def test_a_colleague_is_asked_to_join_and_the_invitation_withdrawn(cast, call):
    admin = call(cast.admin)

    answer = admin.post("members", asked(cast))

    assert answer.status_code == 201
    row = answer.json()
    assert (row["email"], row["state"], row["member"]) == ("ada@lormeau.example", "pending", None)
    assert admin.post("members", asked(cast)).json()["errors"][0]["field"] == "email"
    assert admin.post(f"arrivals/{row['id']}/resending").status_code == 200
    assert [one["id"] for one in admin.get("arrivals").json()["items"]] == [row["id"]]
    assert admin.delete(f"arrivals/{row['id']}").status_code == 204
    assert Arrival.objects.get().state == "withdrawn"
    assert admin.post(f"arrivals/{row['id']}/resending").json()["code"] == "arrival_answered"


def test_what_cannot_be_taken_is_named(cast, call):
    for words, field in (
        ({"email": "x"}, "email"),
        ({"dossiers": [cast.foreign_dossier.pk]}, "dossiers"),
        ({"licences": [999]}, "licences"),
        ({"role": "x"}, "role"),
    ):
        answer = call(cast.admin).post("members", asked(cast, **words))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_move_is_foretold_done_and_cancelled(cast, call):
    admin, path = call(cast.admin), f"members/{cast.paul.pk}/moves"
    wanted = {"role": "staff", "licences": [cast.arras.pk], "managed": "left", "successor": cast.nora.pk}

    foretold = admin.post(path, wanted | {"dry_run": True})

    assert foretold.status_code == 200
    assert (foretold.json()["seen_no_more"], foretold.json()["newly_seen"], foretold.json()["managed_no_more"]) == (1, 1, 1)
    assert not Move.objects.exists()
    planned = admin.post(path, wanted | {"on": "2027-11-30"}).json()
    assert planned["is_applied"] is False
    assert admin.delete(f"{path}/{planned['id']}").status_code == 204
    assert admin.post(path, wanted).json()["is_applied"] is True
    assert list(Membership.objects.get(user=cast.paul).licences.all()) == [cast.arras]
    assert len(admin.get(path).json()["items"]) == 2


def test_a_departure_is_foretold_done_and_undone(cast, call):
    admin, path = call(cast.admin), f"members/{cast.marie.pk}/departure"
    assert admin.get(path).status_code == 404

    foretold = admin.post(path, {"successor": cast.nora.pk, "dry_run": True})

    assert foretold.status_code == 200
    assert {one["kind"]: one["to"] for one in foretold.json()["handed_over"]} == {"dossiers": {str(cast.paul.pk): 1}}
    assert not Departure.objects.exists()
    assert admin.post(path, {"successor": cast.nora.pk}).json()["carried_out_at"]
    assert Membership.objects.get(user=cast.marie).left_at is not None
    undone = admin.delete(path)
    assert (undone.status_code, undone.json()["returned"], undone.json()["stayed"]) == (200, 1, 0)
    assert Membership.objects.get(user=cast.marie).left_at is None


def test_who_may_not_manage_people_finds_nothing(cast, call):
    for user in (cast.paul, cast.vera, cast.helene):
        assert call(user).post(f"members/{cast.marie.pk}/departure", {"successor": cast.nora.pk}).status_code == 404
        assert call(user).post(f"members/{cast.marie.pk}/moves", {"role": "staff"}).status_code == 404
    assert call(cast.paul).post("members", asked(cast)).status_code == 404
    own = call(cast.admin).post(f"members/{cast.admin.pk}/departure", {"successor": cast.nora.pk})
    assert (own.status_code, own.json()["code"]) == (409, "place_kept")
