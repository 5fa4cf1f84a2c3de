"""The words on maps, pages and in sentences, and the field's own terms."""
