"""The pages of who pays."""
