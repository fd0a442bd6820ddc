from grids.forms.areas import FoundForm, MoveForm, RenameForm
from grids.forms.days import day_field
from grids.forms.posts import EndPostForm, PostForm

__all__ = [
    "EndPostForm",
    "FoundForm",
    "MoveForm",
    "PostForm",
    "RenameForm",
    "day_field",
]
