"""Painters: three thin siblings that draw a MapSpec and decide nothing."""
