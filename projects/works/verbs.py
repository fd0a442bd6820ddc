"""The moves of a project as people and the API know them: what is asked, what is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.actions import works
from projects.forms.works import CompleteForm, EvaluateForm, SeenForm, StartForm, WhyForm
from projects.models import Project

Status = Project.Status
RUNNING, HALTED = (Status.ACTIVE,), (Status.PAUSED,)


@dataclass(frozen=True)
class Verb:
    """`of`: the states it starts from; `timed`: its action takes `now`."""

    key: str
    label: str
    done: str
    form: type[SeenForm]
    act: Callable[..., None]
    of: tuple[str, ...]
    to: str
    timed: bool = False
    text: str = ""


VERBS = {
    verb.key: verb
    for verb in (
        Verb(
            "start", "启动项目", "项目已启动。", StartForm, works.start,
            (Status.PLANNED,), Status.ACTIVE, timed=True,
        ),
        Verb("resume", "恢复项目", "项目已恢复。", SeenForm, works.resume, HALTED, Status.ACTIVE),
        Verb(
            "complete", "完成项目", "项目已完成。", CompleteForm, works.complete,
            RUNNING, Status.COMPLETED, timed=True,
        ),
        Verb("pause", "暂停项目", "项目已暂停。", WhyForm, works.pause, RUNNING, Status.PAUSED),
        Verb(
            "stop", "终止项目", "项目已终止。", WhyForm, works.stop,
            (Status.PLANNED, *RUNNING, *HALTED), Status.STOPPED,
            text="终止后项目不能再恢复，已有的进展、投入和节点都保留。",
        ),
        Verb(
            "evaluate", "评估项目", "评估已登记。", EvaluateForm, works.evaluate,
            (Status.COMPLETED,), Status.EVALUATED, timed=True,
            text="评估后项目内容不再修改，仍可命名为品牌。",
        ),
    )
}  # fmt: skip


def open_to(project: Project) -> list[Verb]:
    """What may be done with it now."""
    return [verb for verb in VERBS.values() if project.status in verb.of]


def first_day(project: Project, today: date) -> dict[str, Any]:
    """What a form of a move is filled with."""
    return {"seen": project.status, "on": today}
