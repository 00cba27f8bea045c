"""How our own fields look in the OpenAPI document."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension

from rooms.roles import Right


class PermissionsScheme(OpenApiSerializerFieldExtension):
    """Overrides of rights."""

    target_class = "rooms.serializers.PermissionsField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema."""
        flags = {right.value: {"type": "boolean"} for right in Right}
        return {"type": "object", "properties": flags, "additionalProperties": False}
