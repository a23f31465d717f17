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
MEETING = "019a7b3e-5c1d-7000-8000-0000000000f1"
NOTHING = "00"
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

    def made(path: str, **what) -> dict:
        answer = requests.post(f"{address}/api/v1/{path}", headers={"Authorization": f"Bearer {held}"}, **what)
        return answer.json()

    me = got("me")
    organisation = me["roles"][0]["organisation"]["id"]
    base = f"organisations/{organisation}"
    record = got(f"{base}/records?limit=1")["items"][0]
    members = got(f"{base}/members?limit=1")["items"]
    wanted = {"id": MEETING, "kind": "members-meeting", "day": me["today"], "title": "座谈"}
    made(f"{base}/meetings", json=wanted)
    # Not everybody may ask, and not everything is a book.
    asked = made(f"{base}/what-if", json={"settings": [{"parameter": "minutes-filed-within", "value": "1"}]})
    book = made(f"{base}/books?name=x.csv", data="谈心谈话记录表\n谈话时间,谈话人,谈话对象\n".encode())
    file = made(f"{base}/attachments?name=x.pdf", data=b"%PDF-1.7 text")
    return {
        "WUHUA_MEETING": MEETING,
        "WUHUA_QUESTION": asked.get("question", NOTHING),
        "WUHUA_BOOK": book.get("book", NOTHING),
        "WUHUA_DIGEST": file.get("digest", NOTHING),
        "WUHUA_ORGANISATION": organisation,
        "WUHUA_RECORD": record["id"],
        # Where nobody is in the roster, it is nobody.
        "WUHUA_PERSON": members[0]["person"] if members else record["id"],
        "WUHUA_RULE": got(f"{base}/findings")["items"][0]["rule"],
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
        # One check asks whether what was just made can be found. Every place of an address is handed in here, so that it
        # would ask for something else.
        command += ["--header", f"Authorization:Bearer {held}", "--checks", "all", "--seed", SEED]
        command += ["--exclude-checks", "ensure_resource_availability"]
        command += ["--max-examples", EXAMPLES, "--workers", "2", "--suppress-health-check", "all"]
        failed |= subprocess.run(command, env=environment).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
