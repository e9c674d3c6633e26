"""What plans of units, powers and services promise, recomputed: a module for each with `check`.

`check(country, plan)` applies the plan's Reform and yields a Finding for everything that is not kept:
goals, rules, and every figure of the plan that is not found again.
"""
