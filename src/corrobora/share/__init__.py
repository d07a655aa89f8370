"""What may leave the house, in which form, and to whom."""
