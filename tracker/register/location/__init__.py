"""Where a row's place lies: rungs from exact coordinates down to a district, each with an honest radius."""
