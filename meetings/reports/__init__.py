"""Monthly reports: what an alliance set, who is late, texts that leave the portal, the summary."""
