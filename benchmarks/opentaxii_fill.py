"""Fill an OpenTAXII with the rows of the floor; run by a Python that has OpenTAXII.

    OPENTAXII_CONFIG=config.yml python opentaxii_fill.py floor.db

Prints the ids of the API root and of the collection. The rows go in by its models at once: posting
them takes minutes, since it looks for each object before it adds it.
"""

import datetime as dt
import json
import sqlite3
import sys
import uuid

from opentaxii.cli import app
from opentaxii.persistence.sqldb import taxii2models
from sqlalchemy import text

KEPT_APART = ("id", "type", "spec_version")


def instant(written: str) -> dt.datetime:
    """A time as it wants it."""
    return dt.datetime.fromisoformat(written)


def main(floor: str) -> None:
    """Make an API root and a collection that anybody may use, and put the rows in."""
    with app.app_context():
        api = app.taxii_server.servers.taxii2.persistence.api
        root = api.add_api_root(title="bench", default=True, is_public=True)
        made = api.add_collection(root.id, "bench", is_public=True, is_public_write=True)
        rows = sqlite3.connect(floor).execute("SELECT at, content FROM rows ORDER BY number")
        session = api.db.session
        step = dt.timedelta(microseconds=1)  # it refuses to go on from a time in whole seconds
        added = 0
        while some := rows.fetchmany(5000):
            bodies = [
                (instant(at) + (added + n) * step, json.loads(content))
                for n, (at, content) in enumerate(some, 1)
            ]
            added += len(some)
            session.bulk_insert_mappings(
                taxii2models.STIXObject,
                [
                    {
                        "pk": uuid.uuid4(),
                        "id": body["id"],
                        "collection_id": made.id,
                        "type": body["type"],
                        "spec_version": body["spec_version"],
                        "date_added": at,
                        "version": instant(body["modified"]),
                        "serialized_data": {
                            key: value for key, value in body.items() if key not in KEPT_APART
                        },
                    }
                    for at, body in bodies
                ],
            )
            session.commit()
        session.execute(text("ANALYZE"))  # its best case: the planner knows that versions repeat
        session.commit()
    sys.stdout.write(f"{root.id} {made.id}\n")


if __name__ == "__main__":
    main(sys.argv[1])
