"""The readable docs: one page of HTML out of the OpenAPI document, with nothing from elsewhere."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from leadpreview.api.elsewhere import ELSEWHERE, ONLY_PREVIEWS
from leadpreview.api.schema import EXAMPLE
from leadpreview.api.users import KEYS

__all__ = ["docs_page"]

_STYLE: Final = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem}
h2{margin-top:2.5rem}
table{border-collapse:collapse;width:100%;margin:.75rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #8886}
td:first-child{white-space:nowrap}
div{overflow-x:auto}
code{font:.875em ui-monospace,monospace}
pre{overflow-x:auto;padding:1rem;border:1px solid #8886;border-radius:.5rem}
"""


def docs_page(document: Mapping[str, Any], base_url: str) -> str:
    """The page.

    Args:
        document: The OpenAPI document.
        base_url: Where the API is, for the example to copy.
    """
    info = document["info"]
    parts = [
        f"<h1>{escape(info['title'])}</h1>",
        f"<p>{escape(info['description'])}</p>",
        f'<p>Version {escape(info["version"])}. Machines read <a href="openapi.json">'
        "openapi.json</a>.</p>",
        f"<pre><code>{escape(_curl(base_url))}</code></pre>",
        "<h2>Keys</h2>",
        "<p>They are public. Keys of one user share the rate limit.</p>",
        _table(
            ("X-API-KEY", "User", "The preview endpoint"),
            ((_code(key.key), escape(key.user), _prose(key.does)) for key in KEYS),
        ),
    ]
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts += _operation(f"{method.upper()} {path}", operation, schemas)
    parts += [
        "<h2>Everything else</h2>",
        f"<p>403: {escape(ONLY_PREVIEWS)}</p>",
        "<p>" + ", ".join(_code(path) for path in ELSEWHERE) + "</p>",
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>'
        f"{escape(info['title'])}</title>"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>"
    )


def _curl(base_url: str) -> str:
    return (
        f"curl -X POST {shlex.quote(base_url + '/leads/advanced_search/preview')} \\\n"
        '  -H "X-API-KEY: sandbox-curl" \\\n'
        "  -H 'Content-Type: application/json' \\\n"
        f"  -d {shlex.quote(json.dumps(EXAMPLE))}"
    )


def _operation(
    title: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]
) -> Iterable[str]:
    yield f"<h2>{_code(title)}</h2>"
    needs_key = "" if "security" in operation else " No key."
    text = f"{operation['summary']}. {operation.get('description', '')}{needs_key}"
    yield f"<p>{escape(text)}</p>"
    body = operation.get("requestBody")
    if body is not None:
        schema = body["content"]["application/json"]["schema"]
        yield "<h3>Body</h3>"
        yield _fields(schema["properties"])
    yield "<h3>Answers</h3>"
    answers = operation["responses"].items()
    yield _table(
        ("Status", "When", "Body"),
        (
            (_code(status), escape(answer["description"]), _answer(answer, schemas))
            for status, answer in answers
        ),
    )


def _fields(properties: Mapping[str, Any]) -> str:
    rows = (
        (_code(name), escape(_kind(each)), _described(each)) for name, each in properties.items()
    )
    return _table(("Field", "Type", "Meaning"), rows)


def _kind(schema: Mapping[str, Any]) -> str:
    if schema.get("type") == "array":
        return "list of text"
    kind = schema.get("type", "anything")
    name = str(kind[0] if isinstance(kind, list) else kind)
    return {"string": "text", "boolean": "true or false"}.get(name, name)


def _described(schema: Mapping[str, Any]) -> str:
    text = escape(schema.get("description", ""))
    for choice in schema.get("items", {}).get("anyOf", ()):
        if "enum" in choice:
            text += f" Accepted: {escape(choice['description'])}."
    return text


def _answer(answer: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    content = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return _shape(content, schemas)


def _shape(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """The names that an answer holds, and those inside of them."""
    if "items" in schema:
        return f"list of ({_shape(schema['items'], schemas)})"
    name = schema.get("$ref", "").rpartition("/")[2]
    parts = []
    for field, inner in schemas.get(name, {}).get("properties", {}).items():
        shape = _shape(inner, schemas) if "$ref" in str(inner) else ""
        parts.append(f"{_code(field)}: {shape}" if shape else _code(field))
    return ", ".join(parts)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    # A narrow screen scrolls the table, not the page; the keyboard scrolls what has the focus.
    return (
        f'<div tabindex="0"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _prose(text: str) -> str:
    """Escaped text whose back-ticks mark code."""
    pieces = escape(text).split("`")
    return "".join(
        f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces)
    )
