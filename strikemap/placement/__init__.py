"""Which zone a strike lies in: by its day, with what probability, and what that lets expect."""
