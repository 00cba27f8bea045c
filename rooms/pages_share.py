"""What a phone's camera reads: the link to a room as a picture."""

from io import BytesIO
from typing import Final

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from common.ids import parse_room_code

# Fifteen of a hundred squares may be dirty or hidden.
CORRECTION: Final = "m"
# The quiet zone that the standard asks for, in squares.
BORDER: Final = 4
A_DAY_S: Final = 86_400


@require_safe
@cache_control(public=True, max_age=A_DAY_S)
def qr(request: HttpRequest, room_id: str) -> HttpResponse:
    """Draw the room's link; of any code, so that nobody learns here which rooms there are."""
    code = parse_room_code(room_id)
    if code is None:
        raise Http404
    link = request.build_absolute_uri(reverse("room", args=[code]))
    return HttpResponse(_draw(link), content_type="image/svg+xml")


def _draw(text: str) -> bytes:
    picture = BytesIO()
    segno.make(text, error=CORRECTION, micro=False).save(
        picture, kind="svg", border=BORDER, dark="#000", light="#fff",
        xmldecl=False, nl=False, omitsize=True, svgclass=None, lineclass=None,
    )  # fmt: skip
    return picture.getvalue()
