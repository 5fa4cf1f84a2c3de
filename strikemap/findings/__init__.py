"""What numbers support, in sentences that do not overstate."""
