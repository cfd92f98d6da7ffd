"""What the functions have in common. Images copy this package beside the function's own code."""
