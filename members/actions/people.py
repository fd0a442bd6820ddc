"""The person behind a function: found again by the phone, made where there is none."""

from common import audit
from common.fields import clean_mobile
from members.actions.errors import PhoneOfSomebodyElse
from members.models import Person


def person_for(name: str, phone: str) -> Person:
    """The person with this phone, or a new one, saved; without a phone ("") always a new one.

    Raises PhoneOfSomebodyElse when the phone is registered under another name, and
    ValidationError when it is no mobile number. Call it inside `first_come()`.
    """
    name, digits = name.strip(), clean_mobile(phone) if phone else ""
    found = Person.objects.with_phone(digits).first() if digits else None
    if found is None:
        found = new_person(name, digits)
        found.full_clean()
        with audit.disable_auditlog():  # the function that is given to the person has its own row
            found.save()
    elif found.name != name:
        raise PhoneOfSomebodyElse
    return found


def new_person(name: str, digits: str) -> Person:
    """A person, not yet saved, for who makes many at once; `digits` are 11, or ""."""
    person = Person(name=name)
    person.set_phone(digits)
    return person
