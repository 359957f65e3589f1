"""`python -m workflow.pathways`: checks the shipped definitions in full and writes their receipts anew.

For whoever releases a pathway; a user never needs it.
"""

from __future__ import annotations

import json

from workflow.pathways.finding import RECEIPTS, fresh_receipts

if __name__ == "__main__":
    plain = {name: receipt.plain() for name, receipt in fresh_receipts().items()}
    RECEIPTS.write_text(json.dumps(plain, indent=2, sort_keys=True) + "\n", encoding="utf-8")
