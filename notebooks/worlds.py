"""The worlds that the notebooks read, and what the program makes of them, prepared once and kept in a work folder.

`sample()` is the world shipped in `datasets/sample/`: small, and with 29 finds too poor to train a model and to judge it
afterwards. `practice()` is a larger one made by `tidewaiter simulate` with a fixed seed. Both are simulated: figures show whether
things work, never how they will work at a border.

Everything is made by the command line; nothing here computes a score. Environment:
TIDEWAITER        the program [else CARGO_TARGET_DIR or target/, the build of `.ci/run`, PATH]
TIDEWAITER_WORK   where results are kept [else the user's cache folder]
"""

import functools
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import altair as alt
import polars as pl

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tidewaiter"
WORK = Path(os.environ.get("TIDEWAITER_WORK") or CACHE / "notebooks").resolve()

# What names a line in every table.
LINE = ["declaration_id", "item_no"]
# Outcomes that are evasion.
EVASION = ["false-declaration", "re-export"]
# The practice world: nine months, of which the last three judge what was learned from the first six.
PRACTICE = {"rows": 120_000, "seed": 5, "from": "2025-01-01", "months": 9}
JUDGED_FROM = "2025-07-01"
# The models: last day on which an outcome that counts was known, and what else is asked of `train`.
MODELS = {
    "risk-1": ["--labels-until", "2025-04-30"],
    "risk-2": ["--labels-until", "2025-06-30"],
    "risk-3": ["--labels-until", "2025-06-30", "--weights", "propensity"],
}
TRAINER, APPROVER = "Li Wei", "Wang Fang"

# The chart is handed to JupyterLab or VS Code as data; both draw it by themselves, so nothing is fetched.
alt.renderers.enable("mimetype")
alt.data_transformers.disable_max_rows()
pl.Config.set_tbl_rows(40)
pl.Config.set_tbl_hide_dataframe_shape(True)
pl.Config.set_tbl_hide_column_data_types(True)
pl.Config.set_fmt_str_lengths(60)
pl.Config.set_tbl_width_chars(150)
pl.Config.set_tbl_cols(-1)
pl.Config.set_float_precision(3)


@functools.cache
def program() -> str:
    """Path of the program."""
    if named := os.environ.get("TIDEWAITER"):
        return named
    targets = [os.environ.get("CARGO_TARGET_DIR"), ROOT / "target", CACHE / "target"]
    for target in filter(None, targets):
        for profile in ("debug", "release"):
            path = Path(target) / profile / "tidewaiter"
            if path.is_file():
                return str(path)
    if found := shutil.which("tidewaiter"):
        return found
    raise FileNotFoundError("no `tidewaiter`: run `cargo build`, or name the program in TIDEWAITER")


def tidewaiter(*arguments: object) -> str:
    """Runs the program and returns what it printed. Exit code 3 (done, with rows in quarantine) is no failure."""
    command = [program(), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=ROOT)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"{' '.join(command)}\nexit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def told(*arguments: object):
    """What the program says with `--json`."""
    return json.loads(tidewaiter(*arguments, "--json"))


def made(name: str, make) -> Path:
    """The folder WORK/name, made by `make(folder)` unless this very program made it before; broken off, it is made anew."""
    binary = Path(shutil.which(program()) or program()).stat()
    stamp, folder = f"{binary.st_size} {binary.st_mtime_ns} {PRACTICE} {MODELS}", WORK / name
    finished = WORK / f"{name}.made"
    if not (finished.exists() and finished.read_text() == stamp):
        finished.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        finished.write_text(stamp)
    return folder


@dataclass(frozen=True)
class World:
    """Declarations with known truth, and the registers beside them."""

    name: str
    folder: Path

    def declarations(self) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "declarations.parquet")

    def truth(self) -> pl.DataFrame:
        """What every line was: `illicit`, `typology`, `look_alike`, `scheme_id`, ... No administration has this table."""
        return pl.read_parquet(self.folder / "truth.parquet").with_columns(pl.col("illicit").cast(pl.Boolean))

    def inspections(self) -> pl.DataFrame:
        """What was opened, why, and what was found; `found` is evasion."""
        ids = {"declaration_id": pl.String, "item_no": pl.Int32, "typology": pl.String}
        rows = pl.read_csv(self.folder / "inspections.csv", schema_overrides=ids, try_parse_dates=True)
        return rows.with_columns(found=pl.col("outcome").is_in(EVASION))

    def state(self) -> Path:
        """Folder with a snapshot for each month's end and the evidence of every line, as `replay` writes them."""
        files = [self.folder / "declarations.parquet", "--registers", self.folder]
        return made(f"{self.name}-state", lambda out: tidewaiter("replay", *files, "--out", out, "--evidence", "--monthly"))

    def evidence_folder(self) -> Path:
        return next(self.state().glob("replay-*"))

    def evidence(self) -> pl.DataFrame:
        """Per line what the signals measured, each with what was known the evening before; null: nothing could be said."""
        return pl.read_parquet(self.evidence_folder() / "evidence.parquet")


def sample() -> World:
    """The world that ships."""
    return World("sample", ROOT / "datasets" / "sample")


def practice() -> World:
    """A larger world, the same each time."""

    def make(out: Path) -> None:
        options = [word for name, value in PRACTICE.items() for word in (f"--{name}", value)]
        tidewaiter("simulate", *options, "--out", out / "world")

    return World("practice", made("practice", make) / "world")


def models() -> Path:
    """A registry with the models of `MODELS`; each of the first two was promoted unless it fell behind the champion of its day."""
    world = practice()
    evidence = world.evidence_folder()
    registers = ["--registers", world.folder]

    def make(out: Path) -> None:
        for options in MODELS.values():
            tidewaiter("train", evidence, *registers, "--out", out, "--name", "risk", "--by", TRAINER, *options)
        champion = "label-free"
        for challenger in ("risk-1", "risk-2"):
            compared = ["compare", champion, challenger, "--evidence", evidence, *registers]
            if not told("models", *compared, "--models", out)["falls_behind"]:
                why = f"not behind {champion} on what was inspected since"
                decision = ["promote", challenger, "--approver", APPROVER, "--why", why]
                tidewaiter("models", *decision, "--models", out)
                champion = challenger

    return made("models", make)


def judged(model: str, *options: object) -> dict:
    """What `evaluate model` says of a model on the last three months, by the truth of every line."""
    world = practice()
    asked = [world.evidence_folder(), "--registers", world.folder, "--model", models() / model]
    by_truth = ["--truth", world.folder / "truth.parquet", "--from", JUDGED_FROM]
    return told("evaluate", "model", *asked, *by_truth, *options)


def july() -> Path:
    """July 2025 of the practice world, scored as one night by the promoted model with the baselines of 30 June; 2 % can be opened."""
    world = practice()

    def make(out: Path) -> None:
        lines = world.declarations().filter(pl.col("accepted_on").is_between(pl.date(2025, 7, 1), pl.date(2025, 7, 31)))
        night = out / "july.parquet"
        lines.write_parquet(night)
        known = ["--baselines", world.state(), "--date", "2025-07-01", "--registers", world.folder, "--models", models()]
        tidewaiter("score", night, *known, "--capacity", "2%", "--out", out)

    return next(made("july", make).glob("*/scores.parquet")).parent


def signals() -> pl.DataFrame:
    """The catalogue: id, family, title, and from which value on a signal rings (`line`; `low` if it rings below)."""
    rows = []
    for signal in told("signals"):
        number = re.search(r"-?\d+(\.\d+)?", signal["alarm"])
        rows.append({
            "signal": signal["id"],
            "family": signal["family"],
            "title": signal["title_en"],
            "shows": signal["shows"],
            "alarm": signal["alarm"],
            "line": float(number[0]) if number else None,
            "low": "below" in signal["alarm"],
        })
    return pl.DataFrame(rows)


def wilson(found: pl.Expr, lines: pl.Expr) -> list[pl.Expr]:
    """Share and its 95 % interval as columns `share`, `low`, `high` (Wilson, JASA 22, 1927)."""
    z2 = 1.96**2
    share, middle = found / lines, (found + z2 / 2) / (lines + z2)
    half = 1.96 / (lines + z2) * (share * (1 - share) * lines + z2 / 4).sqrt()
    return [share.alias("share"), (middle - half).clip(0, 1).alias("low"), (middle + half).clip(0, 1).alias("high")]


def show(chart):
    """The chart, checked now: a fault in it fails the notebook instead of printing a warning."""
    chart.to_dict()
    return chart
