"""Small pure functions of counts, days and points, each with its reference."""
