"""An authenticator app as people have one: the real client of OATH Toolkit."""

import shutil
import subprocess
import time

import pytest

needs_oathtool = pytest.mark.skipif(shutil.which("oathtool") is None, reason="oathtool is missing (install the package oathtool)")


def code_of(secret, *, at=None):
    """The code that an app with this key shows at a moment (seconds), now if none is given."""
    moment = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(time.time() if at is None else at))
    shown = subprocess.run(["oathtool", "--totp", "--base32", f"--now={moment}", secret.replace(" ", "")], capture_output=True, text=True, check=True)
    return shown.stdout.strip()
