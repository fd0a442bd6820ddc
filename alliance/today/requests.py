"""Requests of residents that wait for the reader."""

from datetime import date

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from members.models import User


def staff(user: User, here: Here, today: date) -> list[Todo]:
    return []


def phone(user: User, today: date) -> list[Errand]:
    return []
