"""Cells of files one by one: spellings, answers, dates, contacts, and columns by name."""
