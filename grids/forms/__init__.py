from grids.forms.areas import FoundForm, MoveForm, RenameForm
from grids.forms.days import day_field
from grids.forms.posts import EndPostForm, PostFactsForm, PostForm

__all__ = [
    "EndPostForm",
    "FoundForm",
    "MoveForm",
    "PostFactsForm",
    "PostForm",
    "RenameForm",
    "day_field",
]
