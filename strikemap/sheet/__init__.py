"""What the print and the charts rest on: the sheet, its letters and the house style."""
