"""From a report's text and figures to what people read: words, maps, HTML and PDF."""
