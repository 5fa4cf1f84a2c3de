"""Where a figure comes from: its call and its record, written into it and read back."""
