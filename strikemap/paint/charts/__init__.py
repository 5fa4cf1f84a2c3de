"""The charts: small figures of counts over days, settings and sources."""
