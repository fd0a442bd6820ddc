from alliance.models.gaps import Gap

__all__ = ["Gap"]
