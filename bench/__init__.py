"""What the portal costs, beside what the same work costs at the least. See docs/performance.md."""
