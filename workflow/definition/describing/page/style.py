"""How the page looks, on a screen and on A4 paper: one small style sheet, with the name and digest on every sheet."""

from __future__ import annotations

import re

OUTSIDE_NAMES = re.compile(r"[^A-Za-z0-9:@. -]")
"""Whatever a name cannot hold; it is taken out, as a style sheet is no place for it."""

SCREEN = """
:root { color-scheme: light; --ink: #1c2733; --soft: #4a5764; --line: #b8c1cc; --wash: #eef4fb; --mark: #8a3b12; }
* { box-sizing: border-box; }
html { font: 100%/1.5 Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; color: var(--ink); }
body { margin: 0 auto; padding: 1rem; max-width: 75rem; background: #fff; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 .5rem; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 2.5rem 0 .75rem; padding-top: .75rem;
  border-top: 3px solid #2b5c9a; }
h3 { font-size: 1.12rem; margin: 1.75rem 0 .5rem; }
p, li { max-width: 46rem; }
a { color: #174e8c; }
a:focus-visible, [tabindex]:focus-visible, input:focus-visible, textarea:focus-visible {
  outline: 3px solid #b45309; outline-offset: 2px; }
code { font-size: .9em; overflow-wrap: anywhere; }
.skip { position: absolute; left: -999rem; background: #fff; padding: .5rem 1rem; }
.skip:focus { left: 1rem; top: 1rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .25rem 2rem; }
.facts div { display: flex; gap: .75rem; padding: .2rem 0; border-bottom: 1px solid var(--line); }
.facts dt { flex: 0 0 8.5rem; color: var(--soft); }
.facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
nav ol { columns: 2 16rem; padding-left: 2.2rem; }
.wide, .picture { overflow-x: auto; margin: .75rem 0 1.5rem; }
.picture svg { height: auto; max-width: 100%; min-width: 46rem; }
table { border-collapse: collapse; width: 100%; min-width: 44rem; font-size: .875rem; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: .35rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border: 1px solid var(--line); }
thead th { background: var(--wash); }
tbody th { font-weight: 600; }
td a[href^="http"] { overflow-wrap: anywhere; }
.verdict { border: 2px solid #1a7f37; border-left-width: .6rem; padding: .5rem 1rem; }
.verdict.open { border-color: var(--mark); }
.refused { color: var(--mark); }
.signature { border: 2px solid var(--ink); padding: 0 1rem 1rem; }
.signature h2 { border: 0; margin-top: 0; }
.signature label { display: block; margin: .75rem 0 .2rem; }
.signature input[type="text"], .signature textarea {
  width: 100%; max-width: 46rem; font: inherit; padding: .35rem; border: 1px solid var(--ink); border-radius: 0; }
.signature .tick { display: flex; gap: .6rem; align-items: baseline; max-width: 46rem; }
.space { height: 3.5rem; max-width: 46rem; border-bottom: 1px solid var(--ink); }
@media (max-width: 36rem) {
  .facts div { display: block; }
  h1 { font-size: 1.5rem; }
}
"""

PAPER = """
@page { size: A4; margin: 14mm 13mm 17mm;
  @bottom-left { content: "NAME"; font: 7pt Helvetica, Arial, sans-serif; color: #333; }
  @bottom-right { content: "page " counter(page) " of " counter(pages); font: 7pt Helvetica, Arial, sans-serif; }
  @top-left { content: "digest DIGEST"; font: 7pt Helvetica, Arial, sans-serif; color: #333; }
}
@media print {
  html { font-size: 9.5pt; line-height: 1.35; }
  body { max-width: none; padding: 0; }
  .skip { display: none; }
  a { color: inherit; }
  h2, h3, caption { break-after: avoid; }
  h2 { margin-top: 0; }
  .part { margin-top: 1.5rem; }
  .leaf { break-before: page; }
  .wide, .picture { overflow: visible; margin: .4rem 0 .8rem; }
  table { min-width: 0; font-size: 7.5pt; line-height: 1.3; }
  th, td { padding: .12rem .25rem; }
  a[href^="#"] { text-decoration: none; }
  thead { display: table-header-group; }
  tr, .facts, figure, .signature { break-inside: avoid; }
  .picture svg { min-width: 0; max-height: 235mm; width: 100%; }
  .facts { grid-template-columns: 1fr 1fr; }
  .facts dt { flex-basis: 22mm; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def style_for(name: str, digest: str) -> str:
    """The style sheet of one definition's page."""
    words = {"NAME": OUTSIDE_NAMES.sub("", name), "DIGEST": OUTSIDE_NAMES.sub("", digest)}
    return SCREEN + re.sub("NAME|DIGEST", lambda found: words[found[0]], PAPER)
