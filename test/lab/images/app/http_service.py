"""An HTTP service in a container: JSON answers, and an end at once on SIGTERM although it is process 1."""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def end_on_sigterm():
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))


def serve(port, answer):
    """Serves for ever. answer(path, headers) gives (status, object)."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                status, body = answer(self.path.split("?")[0], self.headers)
            except Exception as error:  # the service lives on; the caller and the log learn why
                print(f"{self.path}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                status, body = 500, {"error": type(error).__name__}
            data = (json.dumps(body) + "\n").encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_HEAD = do_GET

        def address_string(self):
            return self.client_address[0]  # no reverse look-up

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("0.0.0.0", port), Handler)
    server.daemon_threads = True
    server.serve_forever()


def start(port, answer):
    """The same beside the caller, on a thread of its own."""
    threading.Thread(target=serve, args=(port, answer), daemon=True).start()


class Database:
    """One PostgreSQL connection (libpq parameters), made again after it broke. Threads take turns."""

    def __init__(self, parameters, tables):
        self._parameters, self._tables, self._connection = parameters, tables, None
        self._lock = threading.Lock()

    def run(self, statement, values=()):
        """Runs one statement; gives its rows, or an empty list."""
        import psycopg2

        with self._lock:
            try:
                if self._connection is None:
                    self._connection = psycopg2.connect(connect_timeout=3, **self._parameters)
                    self._connection.autocommit = True
                    self._connection.cursor().execute(self._tables)
                cursor = self._connection.cursor()
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
            except psycopg2.OperationalError:
                if self._connection is not None:
                    self._connection.close()
                self._connection = None
                raise
