import pytest

from comptoir.conversations.actions import Draft, ask

PATHS = [
    "/",
    "/conversations/",
    "/clients/",
    "/firm/members/",
    "/firm/teams/",
    "/firm/licences/",
    "/notifications/",
    "/notifications/bell/",
    "/notifications/latest/",
    "/settings/",
    "/settings/profile/",
    "/settings/away/",
    "/settings/signature/",
    "/settings/security/",
    "/search/?q=rou",
    "/conversations/new/",
    "/imports/",
]


@pytest.mark.parametrize("path", PATHS)
def test_pages(cast, client, path, drain):
    ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("Bonjour ?", cast.helene))
    drain()
    client.force_login(cast.paul)
    r = client.get(path)
    assert r.status_code == 200


def test_client_pages(cast, client, drain):
    m = ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("Bonjour ?", cast.helene))
    drain()
    for user in (cast.helene, cast.paul):
        client.force_login(user)
        for p in [
            f"/conversations/{m.conversation_id}/",
            f"/conversations/{m.conversation_id}/thread/",
            "/conversations/",
            f"/conversations/new/?dossier={cast.dossier.pk}",
            f"/conversations/new/recipients/?dossier={cast.dossier.pk}",
        ]:
            assert client.get(p).status_code == 200
    assert client.get(f"/dossiers/{cast.dossier.pk}/").status_code == 200
    assert client.get(f"/clients/{cast.client.pk}/").status_code == 200
    assert client.get(f"/conversations/{m.conversation_id}/assignment/form/").status_code == 200
    client.force_login(cast.helene)
    assert client.get("/p/lormeau/").status_code == 200
    client.force_login(cast.operator)
    assert client.get("/operator/").status_code == 200


def test_anon(client, db):
    for p in [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/signup/",
        "/mailbox/",
        "/healthz",
        "/.well-known/security.txt",
        "/accounts/password/reset/done/",
    ]:
        assert client.get(p).status_code == 200, p
    assert client.get("/nope/").status_code == 404
