"""Rules of the record as plain values: plan, states of every kind, audit chain."""
