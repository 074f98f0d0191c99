"""Pages of the register for signed-in people: places, imports and what waits for a decision."""
