"""The addresses of annual plans."""

from django.urls import path

from meetings.views import plans

PLAN = "w/plans/<uuid:uuid>/"

PLAN_URLS = [
    path("l/plans/", plans.my_plans, name="my_plans"),
    path("l/plans/<uuid:uuid>/", plans.my_plan, name="phone_plan"),
    path("w/plans/", plans.plan_list, name="plans"),
    path("w/plans/new/", plans.plan_new, name="plan_new"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}edit/", plans.plan_edit, name="plan_edit"),
    path(f"{PLAN}goals/add/", plans.goal_add, name="goal_add"),
    path(f"{PLAN}goals/<int:pk>/", plans.goal_edit, name="goal_edit"),
    path(f"{PLAN}goals/<int:pk>/strike/", plans.goal_strike, name="goal_strike"),
    path("w/meetings/<uuid:uuid>/plan/", plans.review, name="plan_review"),
]
