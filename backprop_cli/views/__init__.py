"""What a person or a program sees: tables, trees, pictures, text for machines. Nothing here computes."""
