"""Party-building projects: their page, their verbs, and what they show elsewhere."""
