"""What the pages of the admin share: named columns, tables that are only read, and a witness."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter
from django.db.models import Model
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.timezone import localtime

# Sent with ``request``, ``act`` and ``details`` when one of the staff has done something in the
# admin that is no room's; the audit log stands above and listens.
acted = Signal()

NAME_MAX = 200


def column(
    name: str, label: Any, *, words: Mapping[str, Any] | None = None, is_flag: bool = False
) -> Any:
    """Return a column of a list: a field under a name that can be translated.

    ``words`` says what its values are called; others are shown as they are.
    """

    @admin.display(description=label, ordering=name, boolean=is_flag)
    def show(row: Any) -> Any:
        value = row
        for part in name.split("__"):
            value = getattr(value, part, None)
        if isinstance(value, datetime):
            # The page of one row would show it as Python writes it.
            return localize(localtime(value))
        return words.get(value, value) if words else value

    show.__name__ = name
    return show


def titled(
    label: Any, kind: type[FieldListFilter], words: Mapping[str, Any] | None = None
) -> type[FieldListFilter]:
    """Return a filter of this kind under a name, and with choices, that can be translated."""

    class Titled(kind):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = label

        def choices(self, changelist: Any) -> Iterator[Any]:
            called = {text: (words or {}).get(value, text) for value, text in _flat(self)}
            for choice in super().choices(changelist):
                yield {**choice, "display": called.get(choice["display"], choice["display"])}

    return Titled


def _flat(kind: Any) -> Any:
    return getattr(kind.field, "flatchoices", None) or ()


class Witnessed(admin.ModelAdmin):
    """Whatever is added, changed or deleted here is in the audit log as well."""

    empty_value_display = "–"

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Remember that a record was added."""
        _tell(request, "record_added", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Remember that a record was changed, and which of its fields."""
        _tell(request, "record_changed", obj, fields=_fields(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Remember that records were deleted."""
        for obj in queryset:
            _tell(request, "record_deleted", obj)
        return super().log_deletions(request, queryset)


def _tell(request: HttpRequest, act: str, obj: Model, **more: Any) -> None:
    details = {"record": obj._meta.label_lower, "name": str(obj)[:NAME_MAX], **more}
    acted.send(sender=type(obj), request=request, act=act, details=details)


def _fields(message: Any) -> list[str]:
    """Return the names of the fields that Django's own account of a change speaks of."""
    parts = message if isinstance(message, list) else []
    return [name for part in parts for name in part.get("changed", {}).get("fields", [])]


class ReadOnly(Witnessed):
    """A table that is read; what can be done with its rows are actions, which call services."""

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody writes into them."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nor takes them away past the services."""
        return False

    def may(self, request: HttpRequest, verb: str) -> bool:
        """Tell whether the staff member's groups allow this verb on the table."""
        name = f"{self.opts.app_label}.{verb}_{self.opts.model_name}"
        return bool(getattr(request.user, "has_perm", lambda _: False)(name))

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """For actions that change something."""
        return self.may(request, "change")

    def has_remove_permission(self, request: HttpRequest) -> bool:
        """For actions that take something away."""
        return self.may(request, "delete")
