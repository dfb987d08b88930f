"""How a database answers a statement: `explain`, and the tree that it gives."""

from colonnade.profile.explain.asking import async_explain, explain, plan_of
from colonnade.profile.explain.plan import Plan

__all__ = ["Plan", "async_explain", "explain", "plan_of"]
