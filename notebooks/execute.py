"""Executes notebooks headless and throws their outputs away; called by `notebooks/run`. Arguments: notebooks [default: all]."""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

HERE = Path(__file__).resolve().parent
# Seconds a cell may take; the first cells also make the worlds, in minutes where the program is a debug build.
CELL_SECONDS = 600
# The kernel's warnings (it listens on this machine's own address) would hide ours.
QUIET = ["--log-level=ERROR"]


def main(paths: list[Path]) -> int:
    failed = []
    for path in paths:
        started = time.monotonic()
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        faults = [f"cell {n} is stored with outputs" for n, cell in enumerate(notebook.cells) if cell.get("outputs")]
        try:
            place = {"metadata": {"path": str(HERE)}}
            NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources=place, extra_arguments=QUIET).execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as fault:
            faults.append(str(fault))
        # Charts must have come out as charts: a fault while displaying one raises nothing.
        drawn = sum(any("vegalite" in kind for kind in output.get("data", {})) for cell in notebook.cells for output in cell.get("outputs", []))
        if not faults and drawn < 3:
            faults.append(f"only {drawn} charts were drawn")
        for fault in faults:
            print(f"{path.name}: {fault}", file=sys.stderr)
        failed += [path.name] * bool(faults)
        print(f"{'FAILED' if faults else 'ok':6} {path.name}  {drawn} charts  {time.monotonic() - started:.0f} s", flush=True)
    if failed:
        print(f"{len(failed)} of {len(paths)} notebooks failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    named = [Path(argument) for argument in sys.argv[1:]]
    sys.exit(main(named or sorted(HERE.glob("[0-9][0-9]-*.ipynb"))))
