"""Starting: a wrong environment ends with one line that says what to do; nothing else is printed."""

import os
import socket
import subprocess
import sys

import pytest


def start(tmp_path, *command, **environment):
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}}
    given = {"COMPTOIR_DATA_DIR": str(tmp_path / "data")} | environment
    return subprocess.run([sys.executable, "-m", "comptoir", *command], env=kept | given, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL doit commencer par sqlite:/// ou postgres://"),
        ("REDIS_URL", "http://localhost", "REDIS_URL doit commencer par redis:// ou rediss:// ou unix://"),
        ("SMTP_URL", "smtp://localhost:port", "SMTP_URL a un port qui n’est pas un nombre"),
        ("SMS_URL", "ovh", "SMS_URL doit être une adresse"),
        ("SMS_URL", "smsc://a:b@host", "SMS_URL doit commencer par ovh://, https+json://, http+json:// ou apprise+<service>://"),
        ("SMS_URL", "ovh://key:secret@sms-ab1-1", "SMS_URL doit ressembler à ovh://application_key:application_secret:consumer_key@service"),
        ("SMS_URL", "https+json://gateway.example/sms", "SMS_URL doit porter un secret d’au moins 16 caractères"),
        ("SMS_URL", "apprise+bulksms://user:secret@+33612345678", "SMS_URL doit contenir {number}"),
        ("BASE_URL", "portail.example", "BASE_URL doit ressembler à https://portail.example"),
        ("PORT", "eighty", "PORT doit être un nombre entier de 1 à 65535"),
        ("SECRET_KEY", "short", "SECRET_KEY doit compter au moins 32 caractères"),
        ("SECRET_KEY_FILE", "/nowhere/at/all", "SECRET_KEY_FILE est illisible"),
        ("VAPID_PRIVATE_KEY", "clé", "VAPID_PRIVATE_KEY doit être une clé P-256"),
        ("OIDC_PRIVATE_KEY", "clé", "OIDC_PRIVATE_KEY doit être une clé RSA d’au moins 2048 bits"),
        ("FILES_URL", "s3://seau", "FILES_URL doit être un dossier"),
        ("INBOUND_ADDRESS", "une-adresse-beaucoup-trop-longue@in.cabinet.example", "INBOUND_ADDRESS doit être une adresse comme"),
        ("INBOUND_ADDRESS", "reponse+x@in.cabinet.example", "INBOUND_ADDRESS doit être une adresse comme"),
        ("IMAP_URL", "pop3://localhost", "IMAP_URL doit commencer par imap:// ou imaps://"),
        ("IMAP_SECONDS", "0", "IMAP_SECONDS doit être un nombre entier de 5 à 3600"),
        ("DEBUG", "peut-être", "DEBUG doit valoir 0 ou 1"),
    ],
)
def test_a_wrong_value_stops_the_start_with_one_clear_line(tmp_path, name, value, said):
    ended = start(tmp_path, "check", **{name: value})

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"comptoir: {said}")
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_database_that_does_not_answer_is_named(tmp_path):
    ended = start(tmp_path, "serve", "--port", "0", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")

    assert ended.returncode == 1
    assert ended.stderr.startswith("comptoir: DATABASE_URL : la base de données ne répond pas")
    assert "Traceback" not in ended.stderr


def test_a_port_in_use_is_named_with_a_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ended = start(tmp_path, "demo", PORT=str(port))

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"comptoir: le port {port} est déjà pris.")


def test_deployment_checks_name_what_is_unsafe(tmp_path):
    ended = start(tmp_path, "check", "--deploy")

    assert all(word in ended.stderr for word in ("SECRET_KEY n’est pas donnée", "BASE_URL n’est pas en https", "SMTP_URL est vide"))


def test_a_production_configuration_passes_its_checks(tmp_path):
    safe = {"SECRET_KEY": "x7!kQ" * 12, "BASE_URL": "https://portail.example", "SMTP_URL": "smtp://localhost:25"}

    ended = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **safe)

    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_token_command_prints_the_token_on_its_last_line(tmp_path):
    start(tmp_path, "migrate")
    start(tmp_path, "shell", "-c", "from comptoir.accounts.models import User; User.objects.create_user('a@b.example')")

    ended = start(tmp_path, "token", "A@b.example")

    assert ended.stdout.splitlines()[-1].startswith("cpt_")
    assert start(tmp_path, "token", "nobody@b.example").stderr.strip() == "CommandError: aucun compte actif pour nobody@b.example"
