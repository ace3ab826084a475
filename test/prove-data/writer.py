"""Writes without an end: an attachment, flushed to the disk with its folder, then the row that names it.

Standard output: the newest mark that it finds, then for each commit its number and when it was begun and done. Ends with
standard input.
"""

import hashlib
import os
import sys
import threading
import time

import psycopg2


def end_with_input():
    sys.stdin.read()
    os._exit(0)


def flush(path, flags):
    descriptor = os.open(path, flags)
    os.fsync(descriptor)
    os.close(descriptor)


threading.Thread(target=end_with_input, daemon=True).start()
session = int(sys.argv[1])
connection = psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=3)
cursor = connection.cursor()
cursor.execute("SELECT coalesce(max(number), 0) FROM mark")
print("mark", cursor.fetchone()[0], flush=True)
connection.commit()
number = 0
while True:
    number += 1
    begun = time.time()
    content = os.urandom(4096)
    name = f"{session}-{number}"
    with open(f"/filestore/{name}", "wb") as attachment:
        attachment.write(content)
    flush(f"/filestore/{name}", os.O_RDONLY)
    flush("/filestore", os.O_RDONLY | os.O_DIRECTORY)
    row = (session, number, hashlib.sha256(content).hexdigest())
    cursor.execute("INSERT INTO entry VALUES (%s, %s, %s)", row)
    connection.commit()
    print(number, round(begun * 1000), round(time.time() * 1000), flush=True)
