"""From the rows of a file to a plan for the register: mappings, outcomes, duplicates, privacy, the report."""
