"""EC2's and S3's API on ADDRESS:PORT for one lab. FOLDER: mounted disk at FOLDER/disk; HOSTS: the folders of the lab's hosts."""

import json
import os
from pathlib import Path

from disks import Disks
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from volumes import Snapshots, install, lock
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

moto = DomainDispatcherApplication(create_backend_app)


def application(environ, start_response):
    """Moto's API and, below /_lab/, what a test decides that AWS would."""
    if not environ["PATH_INFO"].startswith("/_lab/"):
        return moto(environ, start_response)
    request = Request(environ)
    if request.method == "PUT" and request.path == "/_lab/snapshots":
        wanted = json.loads(request.data)
        with lock:
            Snapshots.seconds = wanted.get("seconds", Snapshots.seconds)
            Snapshots.outcome = wanted.get("outcome", Snapshots.outcome)
            Snapshots.refused = wanted.get("refused", Snapshots.refused)
    now = {"seconds": Snapshots.seconds, "outcome": Snapshots.outcome, "refused": Snapshots.refused}
    return Response(json.dumps(now))(environ, start_response)


install(Disks(Path(os.environ["FOLDER"], "disk"), Path(os.environ["HOSTS"])), Snapshots)
run_simple(os.environ["ADDRESS"], int(os.environ["PORT"]), application, threaded=True)
