"""What studies take from the register: places of services, and live indicators."""
