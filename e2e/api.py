"""The interface for programs against its own description: schemathesis, with a token of each of two roles.

What it looks at is handed in: WUHUA_E2E holds what `wuhua demo --accounts-file` wrote. Tokens are made on the page, as
their owner would.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import requests

HERE = pathlib.Path(__file__).parent
ROLES = ["shuji", "jituan"]
SEED = "20261127"
EXAMPLES = os.environ.get("WUHUA_API_EXAMPLES", "10")


def token(address: str, name: str, password: str) -> str:
    session = requests.Session()
    session.headers["Origin"] = address
    session.post(f"{address}/sign-in", data={"name": name, "password": password}).raise_for_status()
    wanted = {"name": "schemathesis", "scope": ["read", "record", "manage"], "days": "1", "password": password}
    made = session.post(f"{address}/settings/tokens", data=wanted)
    found = re.search(r"wuhua_[0-9a-f]{64}", made.text)
    if found is None:
        raise SystemExit(f"{name}: no token was made ({made.status_code}):\n{made.text}")
    return found.group()


def things(address: str, held: str) -> dict[str, str]:
    """Something that there is, for each place of an address: without it most requests would only be refused."""

    def got(path: str) -> dict:
        return requests.get(f"{address}/api/v1/{path}", headers={"Authorization": f"Bearer {held}"}).json()

    organisation = got("me")["roles"][0]["organisation"]["id"]
    base = f"organisations/{organisation}"
    record = got(f"{base}/records?limit=1")["items"][0]
    members = got(f"{base}/members?limit=1")["items"]
    return {
        "WUHUA_ORGANISATION": organisation,
        "WUHUA_RECORD": record["id"],
        # Where nobody is in the roster, it is nobody.
        "WUHUA_PERSON": members[0]["person"] if members else record["id"],
        "WUHUA_RULE": got(f"{base}/findings")["findings"][0]["rule"],
        "WUHUA_KIND": record["kind"],
    }


def main() -> int:
    told = json.loads(os.environ["WUHUA_E2E"])
    address = told["address"]
    passwords = {account["name"]: account["password"] for account in told["accounts"]}
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    failed = 0
    for role in ROLES:
        held = token(address, role, passwords[role])
        environment = {**os.environ, **things(address, held)}
        print(f"-- {role}", flush=True)
        command = [program, "--config-file", HERE / "schemathesis.toml", "run", f"{address}/api/v1/openapi.json"]
        command += ["--header", f"Authorization:Bearer {held}", "--checks", "all", "--seed", SEED]
        command += ["--max-examples", EXAMPLES, "--workers", "2", "--suppress-health-check", "all"]
        failed |= subprocess.run(command, env=environment).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
