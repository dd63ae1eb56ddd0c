"""``/docs``: the API's description as one page for people, with nothing to load from elsewhere."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter()

_STYLE = """
:root { color-scheme: light dark; --ink: #1d1b18; --paper: #faf8f3; --sheet: #fffefb; --soft: #5d574d; --rule: #8d8677 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e4dc; --paper: #17181a; --sheet: #1e1f22; --soft: #a9a397; --rule: #6f6b64 }
}
body { max-width: 50em; margin: 0 auto; padding: 16px; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif }
h1 { border-bottom: 3px double; font-family: Georgia, serif } h2 { margin: 2em 0 0.2em; font-size: 1.15em }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em } a { color: inherit }
pre { padding: 10px 12px; border: 1px solid var(--rule); border-radius: 4px; background: var(--sheet);
  white-space: pre-wrap; overflow-wrap: anywhere }
p, li { overflow-wrap: anywhere } .soft { color: var(--soft) }
"""


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> HTMLResponse:
    """The page."""
    root = str(request.base_url).rstrip("/")
    return HTMLResponse(page(request.app.openapi(), root))


def page(description: dict[str, Any], root: str) -> str:
    """An OpenAPI description as HTML; ``root`` is where the server is reached."""
    operations = [
        _operation(description, root, path, method, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    title, about = escape(description["info"]["title"]), escape(description["info"].get("description", ""))
    secrets = description.get("components", {}).get("securitySchemes", {})
    wanted = f"<p>A secret is wanted: {escape(', '.join(secrets))}.</p>" if secrets else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f"<h1>{title}</h1><p>{about}</p>{wanted}"
        f'<p class="soft">For programs: <a href="{escape(root)}/openapi.json">openapi.json</a>. '
        f"For models: MCP at <code>{escape(root)}/gradio_api/mcp/</code>, where the window is served.</p>"
        f"{''.join(operations)}</main></body></html>"
    )


def _operation(description: dict[str, Any], root: str, path: str, method: str, operation: dict[str, Any]) -> str:
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    body = description.get("components", {}).get("schemas", {}).get(schema.get("$ref", "").rpartition("/")[2], {})
    command = f"curl {root}{path}"
    if examples := body.get("examples"):
        sent = json.dumps(examples[0], ensure_ascii=False).replace("'", "'\\''")
        command += f" -H 'content-type: application/json' \\\n  -d '{sent}'"
    fields = "".join(_field(name, field) for name, field in body.get("properties", {}).items())
    codes = ", ".join(
        f"{code} {answer.get('description', '').partition(';')[0]}" for code, answer in operation["responses"].items()
    )
    summary = operation.get("summary", "")
    said = f"{summary}{'' if summary.endswith('?') else '.'} {operation.get('description', '')}".replace("``", "")
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{escape(said)}</p>"
        f"<pre>{escape(command)}</pre>"
        f'{f"<ul>{fields}</ul>" if fields else ""}<p class="soft">Answers: {escape(codes)}</p>'
    )


def _field(name: str, field: dict[str, Any]) -> str:
    about = str(field.get("description", ""))
    default = f" Default: {json.dumps(field['default'])}." if field.get("default") is not None else ""
    return f"<li><code>{escape(name)}</code> {escape(about)}{escape(default)}</li>"
