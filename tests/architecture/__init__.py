"""What the layer contracts cannot see, held by small tests."""
