"""The page that shows the API's document and lets people try it.

Its script comes from a public network and runs where a session's cookie counts, so a browser is told the one
file that it may run, by its hash; of what else lies there it takes nothing.
"""

import base64
import hashlib
from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

#: Of the package swagger-ui-dist, which that network serves as it was published.
_FROM = "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5.35.0"
_SCRIPT, _STYLE = f"{_FROM}/swagger-ui-bundle.js", f"{_FROM}/swagger-ui.css"
_SCRIPT_IS = "sha384-gjRm0bEPMeTmMh5jT2cHccIwCUZSTd8YC+j0d0sXw0MdGEfScduGpSyF3ZSSLkX9"
_STYLE_IS = "sha384-WlYgdmXYOOBWL5apwjDEZwN+U3HmXSSu5R6V5aGxEcf7z+KuRNwBhoxKVN1i3D5I"
_BEGIN = (
    'SwaggerUIBundle({url: "/openapi.json", dom_id: "#page", deepLinking: true, '
    "presets: [SwaggerUIBundle.presets.apis]});"
)
_BEGIN_IS = "sha256-" + base64.b64encode(hashlib.sha256(_BEGIN.encode()).digest()).decode()
#: Inline styles are the page's own: its script sets sizes and colours on elements.
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; script-src {_SCRIPT} '{_BEGIN_IS}'; style-src {_STYLE} 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@router.get("/docs")
def page(request: Request) -> HTMLResponse:
    """The document of this application, to read and to try."""
    title = escape(request.app.title)
    html = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: the API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{_STYLE}" integrity="{_STYLE_IS}" crossorigin="anonymous">
</head>
<body>
<div id="page"></div>
<script src="{_SCRIPT}" integrity="{_SCRIPT_IS}" crossorigin="anonymous"></script>
<script>{_BEGIN}</script>
</body>
</html>
"""
    return HTMLResponse(html, headers=_HEADERS)
