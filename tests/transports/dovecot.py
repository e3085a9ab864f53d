"""Debian's dovecot as a real mailbox, run by whoever runs the tests, with everything in a temporary folder."""

import imaplib
import os
import pwd
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .servers import free_port

USER, PASSWORD = "lormeau", "Comptoir-essai-2026"
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail
mail_uid = {uid}
mail_gid = {gid}
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def is_here():
    return shutil.which("dovecot") is not None or os.path.exists("/usr/sbin/dovecot")


@dataclass(frozen=True)
class Mailbox:
    """`settings` is what settings.IMAP would be; the mails are a Maildir in `folder`."""

    settings: dict
    folder: Path
    owner: tuple

    def deliver(self, source):
        """Put a mail (bytes) into the inbox, as a mail server does."""
        name = f"{time.time_ns()}.{os.getpid()}.test"
        (self.folder / "mail/tmp" / name).write_bytes(source)
        os.chown(self.folder / "mail/tmp" / name, *self.owner)
        os.rename(self.folder / "mail/tmp" / name, self.folder / "mail/new" / name)

    def paths(self, name=""):
        """Where the mails of one folder lie, the inbox's without a name. Maildir says in the name of a file what was done with it: «…:2,FS»."""
        base = self.folder / "mail" / (f".{name}" if name else "")
        return [path for part in ("new", "cur") for path in sorted((base / part).glob("*"))]


@contextmanager
def mailbox(port=None):
    """Yield a Mailbox while dovecot runs."""
    port, users = port or free_port(), users_of_dovecot()
    # A short path, since that of a socket has at most a hundred signs; open, since dovecot's own processes are other users than root.
    with TemporaryDirectory(prefix="dovecot-", dir="/tmp") as name:
        folder, owner = Path(name), (users["uid"], users["gid"])
        for one in ("", "run", "state", "home", "mail", "mail/cur", "mail/new", "mail/tmp"):
            (folder / one).mkdir(exist_ok=True)
            (folder / one).chmod(0o755)
            os.chown(folder / one, *owner)
        (folder / "dovecot.conf").write_text(CONFIGURATION.format(folder=folder, port=port, password=PASSWORD, **users))
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        running = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, folder)
            yield Mailbox({"scheme": "imap", "host": "127.0.0.1", "port": port, "user": USER, "password": PASSWORD, "path": ""}, folder, owner)
        finally:
            running.terminate()
            running.wait(10)


def users_of_dovecot():
    """Root may have no mailbox, and dovecot insists on the users of its package then; anybody else runs all of it as themselves."""
    me = pwd.getpwuid(os.getuid())
    owner = pwd.getpwnam("dovecot") if me.pw_uid == 0 else me
    return {"internal": owner.pw_name, "login": "dovenull" if me.pw_uid == 0 else me.pw_name, "uid": owner.pw_uid, "gid": owner.pw_gid}


def wait_for(port, folder):
    for _try in range(50):
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=2).logout()
            return
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.1)
    log = folder / "log"
    raise AssertionError(f"dovecot does not answer: {log.read_text() if log.exists() else 'no log'}")
