"""OpenAPI: the envelope and the views' structures as schemas, from the types themselves."""

from typing import Any

import msgspec

REF = "#/components/schemas/{name}"


def components(types: list[type]) -> dict[str, Any]:
    """Return OpenAPI 3.1 components (JSON Schema 2020-12) of msgspec structures."""
    _, schemas = msgspec.json.schema_components(types, ref_template=REF)
    return dict(schemas)


def envelope(data: dict[str, Any] | type, code: int = 200) -> dict[str, Any]:
    """Return the schema of an answer whose ``data`` is the given structure or schema."""
    inner = data if isinstance(data, dict) else {"$ref": REF.format(name=data.__name__)}
    return {
        "type": "object",
        "required": ["code", "message", "data", "request_id", "timestamp"],
        "properties": {
            "code": {"type": "integer", "const": code},
            "message": {"type": "string"},
            "data": inner,
            "request_id": {"type": "string"},
            "timestamp": {"type": "string", "format": "date-time"},
        },
    }


def page_of(item: type) -> dict[str, Any]:
    """Return the schema of one page of a list."""
    return {
        "type": "object",
        "required": ["count", "page", "size", "results"],
        "properties": {
            "count": {"type": "integer"},
            "page": {"type": "integer"},
            "size": {"type": "integer"},
            "results": {"type": "array", "items": {"$ref": REF.format(name=item.__name__)}},
        },
    }


ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["code", "message", "data", "request_id", "timestamp"],
    "properties": {
        "code": {"type": "integer", "description": "error code, see the contract's table"},
        "message": {"type": "string"},
        "data": {},
        "details": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "request_id": {"type": "string"},
        "timestamp": {"type": "string", "format": "date-time"},
    },
}


def answers(data: dict[str, Any] | type, code: int = 200, *errors: int) -> dict[int, Any]:
    """Return the responses of one operation: the good one and the given error statuses."""
    return {code: envelope(data, code), **dict.fromkeys((400, 429, *errors), ERROR)}
