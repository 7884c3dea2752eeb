"""Blueprint + catalogue → `Composition`. Pure: reads no files, prints nothing."""
