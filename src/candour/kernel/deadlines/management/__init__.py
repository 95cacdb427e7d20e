"""What the owner can do with policy terms and clocks."""
