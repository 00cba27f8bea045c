"""Reading request bodies: JSON, bounded, and strict about numbers."""

import io
import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_BODY_BYTES = 256 * 1024


class BoundedJsonParser(JSONParser):
    """JSON of at most 256 KiB; NaN and Infinity are read, so that their field can be named.

    Raises ``RequestDataTooBig`` for more (also without a Content-Length) and ``ParseError`` for
    anything that is not JSON or not an object.
    """

    strict = False

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return the parsed object."""
        raw = stream.read(MAX_BODY_BYTES + 1)
        if len(raw) > MAX_BODY_BYTES:
            raise RequestDataTooBig
        if not raw.strip():
            return {}
        try:
            parsed = super().parse(io.BytesIO(raw), media_type, parser_context)
        except (RecursionError, json.JSONDecodeError) as error:
            raise ParseError from error
        if not isinstance(parsed, dict):
            raise ParseError
        return parsed
