"""``python -m tests.ui.ensure_chromium``: find the browser that the browser tests drive, or install the distribution's.

Never fails: where there is none and none can be installed, the browser tests skip and say why.
"""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HINT = "install it (Debian: apt-get install chromium fonts-noto-cjk) or set NEWSRAG_CHROMIUM to its path"


def find() -> str | None:
    """The path of a Chromium: NEWSRAG_CHROMIUM, else one on the PATH."""
    given = os.environ.get("NEWSRAG_CHROMIUM")
    if given:
        return given if os.access(given, os.X_OK) else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> str | None:
    """Install the distribution's Chromium where this may be done; the reason where it is not, else None."""
    if shutil.which("apt-get") is None:
        return "this system has no apt-get"
    if os.geteuid() != 0:
        return "only root may install it"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]):
        try:
            done = subprocess.run(
                ["apt-get", "-qq", *command], env=environment, timeout=600, check=False, capture_output=True, text=True
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"apt-get {command[0]} failed: {error}"
        if done.returncode and command[0] == "install":
            return f"apt-get install failed: {done.stderr.strip()[-300:]}"
    return None


def main() -> None:
    found = find()
    problem = None if found else install()
    found = found or find()
    if found:
        print(f"browser tests: {found}")
    else:
        print(f"browser tests will be skipped: no Chromium ({problem}); {HINT}")


if __name__ == "__main__":
    main()
