"""The record over HTTP: what the API sends of engagements and plans, words for it, and drawings."""
