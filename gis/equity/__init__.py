"""How access is shared out between people, one measure a file; people weigh, not zones."""
