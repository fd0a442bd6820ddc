"""Log lines as JSON objects, without personal data.

No path, query string, user or address is written. An exception is logged by its type and the
places it went through; its message is not, for it may quote what a person typed (a duplicate key, a
refused value).
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")


def route_of(request: Any) -> str:
    """The URL's name ("grids:area"), or "" when nothing matched."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or "" if match else ""


class JsonFormatter(logging.Formatter):
    """time (UTC), level, logger, message, request id, then `extra={"facts": {…}}` of the caller."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.words(record),
            **({"request": request_id.get()} if request_id.get() else {}),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = self.error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)

    def words(self, record: logging.LogRecord) -> str:
        """Without what others write into theirs: Django the path of a request (the route stands for
        it), Celery the words of the exception that ended a task.
        """
        if record.name == "celery.app.trace" and isinstance(record.args, dict):
            return (
                f"task {record.args.get('name', '')} {record.args.get('description', '')}".strip()
            )
        request = getattr(record, "request", None)
        if request is None:
            return record.getMessage()
        return f"{getattr(record, 'status_code', '')} {route_of(request)}".strip()

    def error(self, error: BaseException) -> dict[str, Any]:
        frames = traceback.extract_tb(error.__traceback__)
        cause = error.__cause__ or error.__context__
        return {
            "type": f"{type(error).__module__}.{type(error).__qualname__}",
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            **({"cause": self.error(cause)} if cause else {}),
        }
