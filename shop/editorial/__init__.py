"""What the shop says by itself: featured graduates, stories, information pages."""
