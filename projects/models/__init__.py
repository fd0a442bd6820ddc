from projects.models.categories import Category, Synonym
from projects.models.items import Demand, Item, ItemQuerySet, Resource, Service

__all__ = ["Category", "Demand", "Item", "ItemQuerySet", "Resource", "Service", "Synonym"]
