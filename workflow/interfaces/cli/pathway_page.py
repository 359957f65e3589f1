"""The page of a pathway, written to a file with the receipt of its proof; what it says is the describer's matter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workflow.interfaces.cli.desk import Desk
from workflow.interfaces.cli.files import write_file
from workflow.interfaces.cli.sheet import Paragraph

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.definition.receipts import Receipt


def write_page(desk: Desk, definition: Definition, file: Path, *, prove_it: bool) -> None:
    """Write the page and say where it is, and whether it can say that the definition is proved.

    Args:
        prove_it: prove the definition now where there is no receipt at hand.

    Raises:
        BadInput: when the file cannot be written.
        DefinitionError: when the definition was to be proved and does not hold.
    """
    from workflow.definition.describing.page import as_page
    from workflow.interfaces.cli.meaning import receipt_anywhere

    receipt = receipt_anywhere(desk, definition) or (_proved(desk, definition) if prove_it else None)
    page = as_page(definition, receipt=receipt, written_on=desk.today(definition))
    write_file(file, page, "The page")
    value = {"file": str(file), "pathway": definition.name, "digest": definition.digest, "proved": receipt is not None}
    desk.screen.answer(value, [Paragraph(str(file)), *_warning(receipt)])


def _warning(receipt: Receipt | None) -> list[Paragraph]:
    if receipt is not None:
        return []
    return [Paragraph("The page says that this definition is not proved; --prove proves it first.", "warn")]


def _proved(desk: Desk, definition: Definition) -> Receipt:
    from workflow.definition.receipts import receipt_of
    from workflow.engine.proving import prove

    return receipt_of(prove(definition, journeys=desk.pathways.journeys(definition)))
