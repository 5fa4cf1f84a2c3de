"""The desk: a table that is kept from week to week, by several hands."""
