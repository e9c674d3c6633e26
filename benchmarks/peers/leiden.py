"""Communities of a graph of savings, by leidenalg; print partitions as JSON.

    python -m benchmarks.peers.leiden GRAPH.npz

The file has `n`, `edges` int[m, 2] and `weights` float[m] (what two items save as a pair, above 0).
Resolutions and seeds are tried in turn; the answer has `partitions` and the `seconds` of them all.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np

RESOLUTIONS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
SEEDS = 5


def main() -> None:
    """Read, partition, print."""
    import igraph
    import leidenalg

    data = np.load(sys.argv[1])
    graph = igraph.Graph(n=int(data["n"]), edges=data["edges"].tolist())
    weights = data["weights"].tolist()
    began = time.perf_counter()
    partitions = [
        [
            list(block)
            for block in leidenalg.find_partition(
                graph,
                leidenalg.RBConfigurationVertexPartition,
                weights=weights,
                resolution_parameter=resolution,
                seed=seed,
            )
        ]
        for resolution in RESOLUTIONS
        for seed in range(SEEDS)
    ]
    print(json.dumps({"partitions": partitions, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
