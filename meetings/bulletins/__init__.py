"""What a bulletin is made of, and what must not stand in one."""
