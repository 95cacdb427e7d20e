"""The addresses of the public tracker, which are for anybody, and how each may answer."""

from __future__ import annotations

_FOUND, _PERHAPS, _LED_ON = (200,), (200, 404), (200, 302, 404)

TRACKER_FILES = ("recommendations/register.csv", "recommendations/register.json")
"""In one language alone."""

TRACKER: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(TRACKER_FILES, _FOUND),
    "recommendations/": _FOUND,
    "recommendations/data/": _FOUND,
    "recommendations/register.ods": _FOUND,
    "recommendations/reports/": _FOUND,
    "recommendations/reports/<slug:slug>/": _PERHAPS,
    "recommendations/reports/<slug:slug>/feed/": _PERHAPS,
    "recommendations/bodies/": _FOUND,
    "recommendations/bodies/<uuid:body_id>/": _PERHAPS,
    "recommendations/bodies/<uuid:body_id>/feed/": _PERHAPS,
    "recommendations/changes/": _FOUND,
    "recommendations/changes/<str:month>/": _PERHAPS,
    "recommendations/feed/": _FOUND,
    "recommendations/figures/<str:scope>/": _PERHAPS,
    "recommendations/figures/<str:scope>/<str:day>/": _LED_ON,
    "recommendations/figures/<str:scope>/<str:day>/text/": _PERHAPS,
    "recommendations/plots/<str:name>.svg": _PERHAPS,
    "recommendations/<str:reference>/": _LED_ON,
}

API: dict[str, tuple[int, ...]] = {
    **{f"api/{address}": _FOUND for address in ("", "openapi.json")},
    **{
        f"api/v1/{name}/": _FOUND for name in ("recommendations", "reports", "bodies", "figures", "changes", "withheld")
    },
    "api/v1/recommendations/<reference>/": _PERHAPS,
    "api/<path:rest>": (404,),
}
