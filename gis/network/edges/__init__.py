"""From rows of an edge table to links: opening files, recognising columns, placing coordinates."""
