"""Official papers in the form of GB/T 9704-2012: one description, three renderings.

`Paper` says what stands in a paper; `docx.render` makes a Word file of it, the template
`official/paper.html` shows it on a page (through `layout.flow`), `pdf.of` has the Word file printed
by LibreOffice where that is installed. Nothing here knows a room.
"""

from common.official.paper import Block, Heading, Paper, Table, Text

__all__ = ["Block", "Heading", "Paper", "Table", "Text"]
