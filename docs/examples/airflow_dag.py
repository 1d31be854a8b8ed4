"""One task a night. The program keeps its own lock and checkpoints, so a retry is always safe; Airflow starts it and tells people."""

import subprocess
from datetime import datetime, timedelta

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.operators.python import PythonOperator

DONE = {0, 3}  # 3: done, with quarantined rows
MAY_PASS = {73, 75}  # a full disk, a busy place


def nightly() -> None:
    ended = subprocess.run(["tidewaiter", "nightly", "--config", "/etc/tidewaiter.toml"], check=False)
    if ended.returncode in DONE:
        return
    told = f"tidewaiter nightly ended with {ended.returncode}; out/last_run.json tells why and what to do"
    if ended.returncode in MAY_PASS or ended.returncode < 0:  # killed: it goes on where it stopped
        raise AirflowException(told)
    raise AirflowFailException(told)  # a gate, a setting, an input: a person must look, no retry helps


with DAG(
    dag_id="tidewaiter_nightly",
    schedule="30 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,  # the files in the inbox say which night it is; missed nights come in together
    max_active_runs=1,
    default_args={"retries": 5, "retry_delay": timedelta(minutes=10), "execution_timeout": timedelta(hours=4)},
) as dag:
    PythonOperator(task_id="nightly", python_callable=nightly)
