"""Questions about concerns. Every one is asked under the row rules of whoever asks."""
