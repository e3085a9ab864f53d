"""What is done to the people of a firm; one module per noun."""
