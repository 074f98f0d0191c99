"""The pages people see, one file a page or a part of one; no rule and no number is made here."""
