"""Closures at least cost: which of many nested steps to take, under limits. Arrays only.

Without limits a closure is a minimum cut, exact in polynomial time (Picard, Maximal closure of a graph
and applications to combinatorial problems, Management Science 22, 1976). With limits it is a precedence
knapsack.
"""
