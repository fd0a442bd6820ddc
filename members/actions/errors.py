"""What an action of this room refuses, named after what happened."""

from django.core.exceptions import ValidationError

from common.stamps import Stale


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


class OrganizationChanged(ValidationError):
    """Somebody else changed the organisation after the page was opened that changes it now."""

    def __init__(self) -> None:
        super().__init__("这个党组织刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


class OrganizationHasEnded(ValidationError):
    def __init__(self) -> None:
        super().__init__("该党组织已撤销，不能再办理。请刷新页面查看。")


class WrongParent(ValidationError):
    """An organisation of this kind does not hang under one of that kind."""


class HasChildren(ValidationError):
    """The organisation still leads others, and it was not said what becomes of them."""


class TooFewFounders(ValidationError):
    """Portal rule: three or more resident members found a composite branch."""

    def __init__(self) -> None:
        super().__init__("兼合式党组织要有三名以上居住在此的党员发起，请填写三人以上。")


class AllianceHasEnded(ValidationError):
    def __init__(self) -> None:
        super().__init__("该联合体已终止，不能再办理。请刷新页面查看。")


class NotAMember(ValidationError):
    """The unit does not belong to the body whose part-time seat it is to fill."""


class NoSeats(ValidationError):
    """An organisation of this kind has no committee with seats."""

    def __init__(self) -> None:
        super().__init__("只有联合体和党工委、行业党委、大党委、大工委设委员席位。")


class NotComposite(ValidationError):
    """Only a composite branch keeps a roster of members who belong elsewhere."""

    def __init__(self) -> None:
        super().__init__("只有兼合式党组织设名册；其他党组织的党员计入直属党员数。")


class HomeElsewhere(ValidationError):
    """The person's home organisation is another one; `noted` is empty where it may not be told."""

    def __init__(self, noted: str) -> None:
        where = f"是“{noted}”" if noted else "在另一处"
        super().__init__({"home": f"此人登记的组织关系{where}。每人只有一处，请向本人核对。"})


class RecordChanged(ValidationError):
    """Somebody else changed or ended the record after the page was opened."""

    def __init__(self) -> None:
        super().__init__("这条记录刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


class AreaEnded(ValidationError):
    """The place is no more: it was merged or split."""

    def __init__(self) -> None:
        super().__init__("这个区域已停用，请从现在的区域办理。")


class PersonChangedMeanwhile(Stale):
    """Somebody else corrected the person after the page was opened."""

    def __init__(self) -> None:
        super().__init__("这个人的资料刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


class NoPhone(ValidationError):
    """There is no number to show."""

    def __init__(self) -> None:
        super().__init__("没有登记手机号。")


class LinkEnded(ValidationError):
    """The support ended already."""

    def __init__(self) -> None:
        super().__init__("这项包联已经结束。请刷新页面查看。")
