"""Pages of the record: whose turn, engagement, lineage, gates, recommendations, and parts of the plan."""
