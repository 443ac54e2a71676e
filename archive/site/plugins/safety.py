"""Response headers that leave a hostile text nothing to do, robots.txt, and debug pages closed to strangers."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Response, asgi_send

_App = Callable[[MutableMapping[str, Any], Callable[..., Any], Callable[..., Any]], Awaitable[None]]

HEADERS = {
    # No page of this site has a script, an inline style or a foreign image, so none is allowed.
    "content-security-policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}

_DEBUG = {
    *("databases", "threads", "versions", "plugins", "settings", "config", "metadata", "actor"),
    *("permissions", "allow-debug", "messages", "patterns", "auth-token"),
}
"""Pages under ``/-/`` that tell paths, versions or settings; open only where visitors may run SQL anyway."""


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[_App], _App]:
    """Datasette's hook: wraps every response."""
    names = {name.encode() for name in HEADERS}
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    def wrap(app: _App) -> _App:
        async def safe(scope: MutableMapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
            async def send_safe(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
                    message = {**message, "headers": [*kept, *ours]}
                await send(message)

            if scope["type"] == "http" and _closed(datasette, scope["path"]):
                await asgi_send(send_safe, "Not found", 404)
            else:
                await app(scope, receive, send_safe)

        return safe

    return wrap


def _closed(datasette: Datasette, path: str) -> bool:
    _, found, page = path.partition("/-/")
    return bool(found) and page.split(".")[0] in _DEBUG and not datasette.setting("default_allow_sql")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """``/robots.txt``: the texts are the outlets', search engines shall find them there."""
    return [(r"^/robots\.txt$", robots)]


async def robots() -> Response:
    """Everything is disallowed."""
    return Response.text("User-agent: *\nDisallow: /\n")
