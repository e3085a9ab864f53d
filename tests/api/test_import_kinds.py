"""Client users from a spreadsheet, by a program: looked at, brought in, taken back."""

from comptoir.imports.actions import run_waiting_imports
from tests.provisioning.sheets import cells, sheet


def test_the_same_by_the_api(cast, call):
    marie = call(cast.marie)
    started = marie.form("imports", {"kind": "client_users", "file": sheet(cells(1), cells(2, **{"E-mail": "contact@roux.example"}))}).json()
    run_waiting_imports()
    address = f"imports/{started['id']}"
    looked_at = marie.get(address).json()
    told = marie.get(f"{address}/problems").json()
    marie.post(f"{address}/confirmation", {})
    run_waiting_imports()

    would = marie.get(f"{address}/undoing").json()
    did = marie.post(f"{address}/undoing", {})
    again = marie.post(f"{address}/undoing", {})

    assert (looked_at["kind"], looked_at["state"], looked_at["created_count"], looked_at["warning_count"]) == ("client_users", "checked", 2, 1)
    assert [problem["is_warning"] for problem in told["items"]] == [True]
    assert (would, did.status_code, did.json()) == ({"gone": 2, "kept": []}, 200, {"gone": 2, "kept": []})
    assert (again.status_code, again.json()["code"]) == (409, "import_not_undoable")
    assert call(cast.luc).post(f"{address}/undoing", {}).status_code == 404
    assert call(cast.helene).form("imports", {"kind": "client_users", "file": sheet(cells(3))}).status_code in {403, 404}
    assert marie.form("imports", {"kind": "rien", "file": sheet(cells(3))}).status_code == 422
