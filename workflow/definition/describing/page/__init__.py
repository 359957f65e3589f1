"""A definition as one self-contained HTML page that is read, printed and signed; pure, like the rest of the folder."""

from __future__ import annotations

from workflow.definition.describing.page.document import as_page

__all__ = ["as_page"]
