"""What can be done in an engagement, as pages say it: the question, the button, what was done."""

from dataclasses import dataclass

from projects.forms import engagements as forms


@dataclass(frozen=True)
class Verb:
    """`question` asks on the page of the form, `button` says the result, `done` that it is so.

    `main` verbs are what the reader is asked for; the others stand below.
    """

    name: str
    question: str
    button: str
    done: str
    form: type[forms.SeenForm]
    text: str = ""
    main: bool = False

    @property
    def at_once(self) -> bool:
        """Nothing to type and nothing lost: a button is enough."""
        return self.form is forms.AcceptForm


_REASON = forms.ReasonForm
VERBS = {
    verb.name: verb
    for verb in (
        Verb("accept", "接受这项对接？", "接受对接", "已对接，双方都会收到通知。",
             forms.AcceptForm, main=True),
        Verb("decline", "不接受这项对接？", "不接受", "已回复对方，需求回到认领大厅。", _REASON),
        Verb("report", "报告已办成", "报告已办成", "已报告，等需求方确认。",
             forms.ReportForm, "只有需求方能确认办成。", main=True),
        Verb("confirm", "确认已办成", "确认办成", "已确认，谢谢。双方都会收到通知。",
             forms.ConfirmForm, main=True),
        Verb("send_back", "还没办好，退回继续办", "退回继续办", "已退回，认领单位接着办。",
             forms.SendBackForm),
        Verb("follow_up", "写一句进展", "记下进展", "已记下，双方都能看到。", forms.FollowUpForm),
        Verb("add_helper", "请一家单位协助", "请单位协助", "已加入，会通知这家单位。",
             forms.HelperForm),
        Verb("leave", "退出协助", "退出协助", "已退出。", forms.LeaveForm),
        Verb("not_done", "这件事没有办成？", "报告未办成", "已记为未办成，带入下次联席会议。",
             _REASON, "原因会带入下一次联席会议，由大家商量怎么办。"),
        Verb("release", "退回认领大厅？", "退回认领大厅", "已退回，需求回到认领大厅。",
             _REASON, "退回后，别的单位可以认领。"),
        Verb("close", "办结归档", "办结归档", "已办结。", forms.CloseForm),
    )
}  # fmt: skip
