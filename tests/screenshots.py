"""The README's pictures, taken from a demo of their own: `make screenshots`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from comptoir.demo.cast import PASSWORD
from tests.browser import browser, sign_in
from tests.journeys.conftest import free_port, wait_until_it_answers

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
PAUL, HELENE = "paul.petit@lormeau.example", "helene.roux@boulangerie-roux.example"


def main():
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port, log = free_port(), Path(folder) / "log"
        environment = os.environ | {"COMPTOIR_DATA_DIR": folder, "PORT": str(port)}
        with log.open("wb") as output:
            process = subprocess.Popen([sys.executable, "-m", "comptoir", "demo"], env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_until_it_answers(process, port, log)
            take(f"http://localhost:{port}")
        finally:
            process.terminate()
            process.wait(20)


def take(url):
    with browser() as opened:
        desk = opened.new_context(viewport={"width": 1360, "height": 820}, locale="fr-FR").new_page()
        sign_in(desk, url, PAUL, PASSWORD)
        desk.goto(f"{url}/conversations/?q=bail")
        desk.locator(".rows a").first.click()
        desk.wait_for_selector("select[name=assignee]")
        desk.screenshot(path=PICTURES / "conversation.png")
        desk.goto(f"{url}/settings/notifications/")
        desk.screenshot(path=PICTURES / "notifications.png")
        phone = opened.new_context(viewport={"width": 390, "height": 820}, locale="fr-FR").new_page()
        sign_in(phone, url, HELENE, PASSWORD)
        phone.goto(f"{url}/conversations/new/")
        phone.screenshot(path=PICTURES / "question-phone.png")


if __name__ == "__main__":
    main()
