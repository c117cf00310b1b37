"""Knowledge bases: entities, the names they go by, and which of them a mention may mean."""
