"""What an action of this room refuses, named after what happened."""

from django.core.exceptions import ValidationError


class UnitHasLeft(ValidationError):
    """The unit is no longer a member."""

    def __init__(self) -> None:
        super().__init__("该单位已退出，不能再办理。请刷新页面查看。")


class ChangedMeanwhile(ValidationError):
    """Somebody else changed the unit after the page was opened from which it is changed now."""

    def __init__(self) -> None:
        super().__init__("这家单位刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


class AlreadyHandedOver(ValidationError):
    """Somebody else appointed a liaison officer of the unit meanwhile."""

    def __init__(self) -> None:
        super().__init__("该单位的联络员刚刚已被他人变更，请刷新页面，核对后再办理。")


class SamePerson(ValidationError):
    """Who is to take over is the officer already."""

    def __init__(self) -> None:
        super().__init__({"phone": "该人员已是本单位现任联络员。"})


class PhoneOfSomebodyElse(ValidationError):
    """The phone is registered under another name."""

    def __init__(self) -> None:
        super().__init__({"phone": "该手机号已登记，但姓名与所填不一致，请核对姓名和手机号。"})


class WrongDay(ValidationError):
    """A day that cannot be: in the future, or before what it follows."""


class NoLinkAllowed(ValidationError):
    """A personal link is not made for this person, or not by this account."""


class OutOfScope(ValidationError):
    """The account also has functions where `by` has nothing to say."""

    def __init__(self) -> None:
        super().__init__("该账号还有本区以外的职责，不能在这里办理。")
