"""morning_watch: at 09:00, is there an edition? It looks at the news database, not at Airflow's runs."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import dag, task

from newsdesk_posting import check_todays_edition
from newsdesk_timetables import Hourly

DOC = """\
### 九点的检查 · is there an edition by 09:00?

Looks whether today's edition is filed. If it is not, the run fails and an alarm goes out, whatever became of
`daily_report`: paused, never started, waiting, failed. A dead scheduler runs this neither: for that there is
the heartbeat (docs/runbook.md).
"""


@dag(
    schedule=Hourly("0 9 * * *", timezone="Asia/Shanghai"),
    catchup=False,
    is_paused_upon_creation=False,
    max_active_runs=1,
    doc_md=DOC,
    description="Is there an edition by 09:00?",
    tags=["newsdesk"],
)
def morning_watch() -> None:
    """One look at our own table."""

    @task(
        retries=2,
        retry_delay=timedelta(seconds=10),
        retry_exponential_backoff=2,
        max_retry_delay=timedelta(minutes=1),
        execution_timeout=timedelta(minutes=2),
        map_index_template="{{ label }}",
        multiple_outputs=False,
    )
    def check() -> dict[str, int | str]:
        """Fails, with an alarm, where today's edition is not filed."""
        return check_todays_edition()

    check()


morning_watch()
