"""The shape of Odoo: reads odoo.conf, loads the modules of its addons path into each database of `db_name`, answers on
http_port, and on gevent_port for long polling. The proxy names the database with the header X-Odoo-Database."""

import ast
import configparser
import os
import sys
import time

import psycopg2
from http_service import Database, end_on_sigterm, start

TABLES = """
CREATE TABLE IF NOT EXISTS ir_module_module (name text PRIMARY KEY, latest_version text NOT NULL, state text NOT NULL);
CREATE TABLE IF NOT EXISTS visits (id serial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), version text NOT NULL)
"""

end_on_sigterm()
version = os.environ["VERSION"]
parser = configparser.ConfigParser(interpolation=None)
configuration = os.environ.get("ODOO_RC", "/etc/odoo/odoo.conf")
parser.read(configuration)
if "options" not in parser or "PASSWORD" not in os.environ:
    sys.exit(f"odoo18 {version}: cannot start: expected [options] in {configuration} and PASSWORD in the environment")
options = parser["options"]
names = [name.strip() for name in options.get("db_name", "odoo").split(",")]
server = {
    "host": os.environ.get("HOST", "db"),
    "user": os.environ.get("USER", "odoo"),
    "password": os.environ["PASSWORD"],
}

databases = {name: Database({**server, "dbname": name}, TABLES) for name in names}
ready = False


def modules():
    """Module name → manifest, from the folders of addons_path; a later folder does not hide an earlier one."""
    found = {}
    for folder in options.get("addons_path", "/mnt/extra-addons").split(","):
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            manifest = os.path.join(folder, name, "__manifest__.py")
            if os.path.isfile(manifest):
                with open(manifest, encoding="utf-8") as text:
                    found.setdefault(name, ast.literal_eval(text.read()))
    return found


def load():
    maintenance = psycopg2.connect(connect_timeout=3, dbname="postgres", **server)
    maintenance.autocommit = True
    cursor = maintenance.cursor()
    cursor.execute("SELECT datname FROM pg_database")
    present = {name for (name,) in cursor.fetchall()}
    for name, database in databases.items():
        if name not in present:
            cursor.execute(f'CREATE DATABASE "{name}"')
        for module, manifest in modules().items():
            database.run(
                "INSERT INTO ir_module_module VALUES (%s, %s, 'installed') "
                "ON CONFLICT (name) DO UPDATE SET latest_version = EXCLUDED.latest_version",
                (module, str(manifest.get("version", ""))),
            )
    maintenance.close()


def answer(path, headers):
    if path == "/web/health":
        return (200, {"status": "pass"}) if ready else (503, {"status": "starting"})
    name = headers.get("X-Odoo-Database") or names[0]
    if name not in databases:
        return 404, {"error": "no such database", "database": name}
    database = databases[name]
    database.run("INSERT INTO visits (version) VALUES (%s)", (version,))
    return 200, {
        "service": "odoo18",
        "version": version,
        "database": name,
        "visits": database.run("SELECT count(*) FROM visits")[0][0],
        "modules": dict(database.run("SELECT name, latest_version FROM ir_module_module ORDER BY name")),
    }


def answer_long_polling(path, _headers):
    return 200, {"service": "odoo18", "version": version, "channel": "longpolling", "path": path}


start(int(options.get("gevent_port", "8072")), answer_long_polling)
start(int(options.get("http_port", "8069")), answer)
print(f"odoo18 {version}: listening", flush=True)
while not ready:
    try:
        load()
        ready = True
        print(f"odoo18 {version}: {len(modules())} modules loaded in {', '.join(names)}", flush=True)
    except psycopg2.OperationalError as error:
        print(f"odoo18 {version}: waiting for the database: {str(error).strip().splitlines()[0]}", flush=True)
        time.sleep(0.5)
while True:
    time.sleep(3600)
