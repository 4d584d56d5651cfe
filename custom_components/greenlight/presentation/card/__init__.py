"""What the card shows, as ``card/src/model.ts`` has it."""
