"""Maps handed on as data: layers for GIS and Google Earth, sheets for a spreadsheet."""
