"""The viewer of the API at ``/api/docs``, from local files and under the strict policy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


def viewer(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI document."""
    return render(request, "docs.html", {"schema_url": reverse("schema")})
