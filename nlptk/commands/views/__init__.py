"""What a person sees: only commands render."""
