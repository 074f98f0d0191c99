"""Single trips on the streets of a study: who may ask, on which streets, and the answers."""
