"""The floor's own periodic job. (`common/jobs.py` is what makes a function a job.)"""

import logging
from datetime import datetime

from common.jobs import job
from common.tree import check, tree_models

logger = logging.getLogger(__name__)


@job("check_trees")
def check_trees(now: datetime) -> str:
    """Count the rows whose place in a tree is wrong: 0, or an alarm in the log."""
    wrong = {model._meta.label: count for model in tree_models() if (count := check(model))}
    if not wrong:
        return "各棵树均无错误"
    outcome = "；".join(f"{label} {count} 行有误" for label, count in wrong.items())
    logger.error("check_trees: %s", outcome)
    return outcome
