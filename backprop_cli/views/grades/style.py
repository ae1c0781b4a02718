"""How the page of a student looks."""

from __future__ import annotations

STYLE = """\
body { margin: 0; background: #fff; color: #1a1a1a; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 1.2rem; border-bottom: 1px solid #ccc; }
.student { margin: 0.2rem 0 0; font-size: 1.1rem; }
.points { color: #555; font-weight: normal; font-size: 1rem; margin-left: 0.8em; }
.error { color: #a40000; }
pre { background: #f5f5f5; padding: 0.6rem 0.8rem; white-space: pre-wrap; font: 14px/1.45 ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; }
th { text-align: left; white-space: nowrap; color: #555; font-weight: 600; }
th { border-bottom: 1px solid #999; padding: 0.25rem 0.8rem 0.25rem 0; }
td { vertical-align: top; border-bottom: 1px solid #e5e5e5; padding: 0.3rem 0.8rem 0.3rem 0; overflow-wrap: anywhere; }
td:first-child, td:nth-child(2) { font-family: ui-monospace, monospace; white-space: nowrap; }
td:nth-child(2) { white-space: normal; min-width: 7rem; }
td:first-child { border-left: 4px solid transparent; padding-left: 0.6rem; }
.right td:first-child { border-left-color: #2e7d32; }
.follows td:first-child { border-left-color: #9ccc65; }
.wrong td:first-child { border-left-color: #c62828; }
.missing td:first-child { border-left-color: #bdbdbd; }
figure { margin: 1rem 0; overflow-x: auto; }
td:last-child { width: 99%; }
details { margin: 1rem 0; }
summary { cursor: pointer; }
@media print { tr, figure { break-inside: avoid; } figure svg { max-width: 100%; height: auto; } }
"""
