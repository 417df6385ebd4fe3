"""The templates of the reports: every value is escaped, for HTML or for Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.filters import do_mark_safe as marked

from reject_contract import __version__
from reject_contract.reports import markdown as md
from reject_contract.reports.statement_model import Statement
from reject_contract.sanitize import shown
from reject_contract.verdict.outcomes import TABLE

MEANINGS = {name: each.meaning for name, each in TABLE.items()}
TEMPLATES = Path(__file__).with_name("templates")


def html(template: str, **values: Any) -> str:
    """A page that needs neither network nor script."""
    return _HTML.get_template(template).render(version=__version__, **values)


def statement_page(statement: Statement) -> str:
    """The statement of conformance as HTML."""
    return html("statement.html.j2", statement=statement, operation=statement.register.judges, meanings=MEANINGS)


def statement_document(statement: Statement) -> str:
    """The statement of conformance as Markdown."""
    template = _MARKDOWN.get_template("statement.md.j2")
    return template.render(statement=statement, operation=statement.register.judges, meanings=MEANINGS)


def _environment(**more: Any) -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **more
    )


def _plain(value: object) -> str:
    """A value as text of Markdown, unless it is Markdown already."""
    return value if hasattr(value, "__html__") else marked(md.plain(str(value)))  # type: ignore[return-value]


def _cell(value: object) -> str:
    return marked(_plain(value).replace("|", "\\|"))


_HTML = _environment()
_HTML.filters["shown"] = shown
_MARKDOWN = _environment(finalize=_plain)
_MARKDOWN.filters |= {
    "code": lambda text: marked(md.code(str(text))), "fence": lambda text: marked(md.fence(str(text))), "cell": _cell,
}  # fmt: skip
