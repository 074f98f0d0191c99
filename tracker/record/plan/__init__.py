"""The plan as plain values: working days, order of the work, forecast, what-if, load and turns."""
