"""The record: routes call services, services call the store, the domain rules and the engine."""
