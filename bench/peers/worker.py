"""The line protocol of a peer written in Python; README.md describes it."""

import json
import os
import sys
import time


def use_cores(count):
    """Keeps this process on the first `count` of its cores. Call it before importing a library that counts them."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def serve(name, version, threads, prepare):
    """
    Answers requests on standard input until it ends. prepare(case) sets a case up and returns its step, which gives the
    loss before the update as a number.
    """
    step = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "run" in request:
                answer(measure(step, request["run"]))
            else:
                step = None
                step = prepare(request)
                answer({"ready": True, "name": name, "version": version, "threads": threads})
        except Exception as error:
            answer({"error": (str(error) or repr(error)).splitlines()[0]})


def measure(step, count):
    milliseconds = []
    loss = None
    for _ in range(count):
        start = time.perf_counter()
        loss = step()
        milliseconds.append((time.perf_counter() - start) * 1000)
    return {"milliseconds": milliseconds, "loss": loss}


def answer(message):
    print(json.dumps(message), flush=True)
