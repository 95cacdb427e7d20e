"""What the office and the programme do, one package for each."""
