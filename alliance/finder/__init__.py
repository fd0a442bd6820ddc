"""The responsibility finder: everything that serves a place, as residents may know it."""
