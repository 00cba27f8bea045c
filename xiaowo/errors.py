"""What is answered where no view answers: envelope below ``/api/``, a page elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import Code, Problem
from common.http.envelope import is_api, problem_response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer 404."""
    if is_api(request):
        return problem_response(Problem(Code.NO_ADDRESS))
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    if is_api(request):
        return problem_response(Problem(Code.INTERNAL))
    return render(request, "500.html", status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer 400."""
    return problem_response(Problem(Code.MALFORMED))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form whose token is missing."""
    if is_api(request):
        return problem_response(Problem(Code.NOT_PERMITTED, details={"csrf": ["CSRF"]}))
    return render(request, "403_csrf.html", status=403)
