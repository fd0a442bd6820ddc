"""Who could meet a need: candidates with the reasons in words. A person decides.

`points` says what counts and how much; `exact` ranks in SQL for one need, `batch` in Python for all
needs of a street, `fits` turns round: the needs that one resource or service could meet. All give
the same points; `reasons` puts them into words.
"""
