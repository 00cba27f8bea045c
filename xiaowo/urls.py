"""All addresses."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView

from rooms import pages, pages_home, pages_over, pages_share
from sessions_app import account_pages, reset_pages
from sessions_app.api import avatar
from xiaowo import docs, health, pwa, schema, stats

api: list[URLPattern | URLResolver] = [
    path("health", health.Health.as_view()),
    path("stats", stats.Stats.as_view()),
    path("track", stats.Track.as_view()),
    path("", include("sessions_app.urls")),
    path("", include("rooms.urls")),
    path("", include("playback.urls")),
]

urlpatterns = [
    path("", pages_home.home, name="home"),
    path("room/<str:room_id>", pages.room_page, name="room"),
    path("room/<str:room_id>/qr.svg", pages_share.qr, name="qr"),
    path("room/<str:room_id>/rebuild", pages_over.rebuild, name="rebuild"),
    path("account", account_pages.account, name="account"),
    path("account/logout", account_pages.sign_out, name="account-logout"),
    path("account/export", account_pages.export, name="account-export"),
    path("account/reset", reset_pages.ask, name="account-reset"),
    path(
        "account/reset/<str:uid>/<str:token>",
        reset_pages.new_password,
        name="account-new-password",
    ),
    path("avatars/<slug:seed>.svg", avatar),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.worker),
    path("offline", pwa.offline),
    path("language", set_language, name="set_language"),
    path("api/v1/", include(api)),
    path("api/schema", SpectacularAPIView.as_view(authentication_classes=[]), name="schema"),
    path("api/docs", docs.viewer, name="docs"),
    path("api/asyncapi.json", schema.asyncapi),
    path("health", health.health),
    path("livez", health.live),
    path("readyz", health.ready),
    path("metrics", stats.metrics),
    path("admin/", admin.site.urls),
]

handler400 = "xiaowo.errors.bad_request"
handler404 = "xiaowo.errors.not_found"
handler500 = "xiaowo.errors.server_error"
