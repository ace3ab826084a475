"""A small application: / and /health; with DATABASE_URL each visit of / is a row in PostgreSQL."""

import os
import sys

from http_service import Database, end_on_sigterm, serve

end_on_sigterm()
service, version = os.environ["SERVICE"], os.environ["VERSION"]
port = int(os.environ.get("PORT", "3000"))
if "--exit-at-start" in sys.argv:
    sys.exit(f"{service} {version}: cannot start: the setting LICENCE_FILE names a file that does not exist")

url = os.environ.get("DATABASE_URL")
database = url and Database(
    {"dsn": url}, "CREATE TABLE IF NOT EXISTS visits (id serial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), version text NOT NULL)"
)


def answer(path, _headers):
    who = {"service": service, "version": version}
    if path == "/health":
        if "--never-healthy" in sys.argv:
            return 503, {**who, "status": "starting"}
        if database:
            database.run("SELECT 1")
        return 200, {**who, "status": "ok"}
    if database:
        database.run("INSERT INTO visits (version) VALUES (%s)", (version,))
        who["visits"] = database.run("SELECT count(*) FROM visits")[0][0]
    return 200, {**who, "path": path}


print(f"{service} {version}: listening on port {port}", flush=True)
serve(port, answer)
