"""The three lists: their registers, facts, history, opening times and rounds."""
