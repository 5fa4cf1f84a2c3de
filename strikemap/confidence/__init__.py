"""How sure a strike is: published scales and the grading by them."""
