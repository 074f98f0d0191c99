"""Use cases of the record: every kind by one pattern, and what only some of them do."""
