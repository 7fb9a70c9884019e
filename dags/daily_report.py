"""daily_report: one edition a day, filed as a report. When, in which order, with which parameters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, DeadlineAlert, Param, SyncCallback, dag, task

from newsdesk_airflow import APPROVE, BATCHES, run_catch_up, run_stage
from newsdesk_approval import FIELD, Approval
from newsdesk_batches import WAITING, AskByBatch
from newsdesk_posting import report_is_late, run_delivery, run_failed
from newsdesk_sharding import in_shards, run_shard
from newsdesk_timetables import ReportDates, ScheduledMorning

REPORT = Asset("newsdesk_report")

# A killed process is tried again within seconds; a database that restarts, within a minute or two.
STEADY: dict[str, Any] = {
    "retries": 4,
    "retry_delay": timedelta(seconds=5),
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(minutes=1),
    "execution_timeout": timedelta(minutes=10),
}
# Sources that do not answer are asked again until the filing limit, three minutes after the start.
READING: dict[str, Any] = {
    **STEADY,
    "retries": 6,
    "retry_delay": timedelta(seconds=10),
    "execution_timeout": timedelta(minutes=20),
}
# A model that is busy gets more time; its answers are kept, so a retry asks only for what is missing.
ASKING: dict[str, Any] = {
    **STEADY,
    "retry_delay": timedelta(seconds=10),
    "execution_timeout": timedelta(minutes=30),
}
# The scheduled run is due at 08:30; at 09:00 a person wants to know that it has not ended.
NINE = DeadlineAlert(
    reference=ScheduledMorning(), interval=timedelta(minutes=30), callback=SyncCallback(report_is_late)
)
# The time that a person takes is not the task's own.
STEADY_QUESTION = {name: value for name, value in STEADY.items() if name != "execution_timeout"}
LABEL: dict[str, Any] = {"map_index_template": "{{ label }}", "multiple_outputs": False}

PARAMS = {
    "fresh": Param(
        False,
        type="boolean",
        title="重新评判 (judge afresh)",
        description_md="这次运行重新评判一遍，只此一次。关闭：沿用已记录的评判。  \n"
        "*Asks the ranker anew, once for this run. Off: recorded judgements are used again.*",
    ),
    "recollect": Param(
        False,
        type="boolean",
        title="重新采集 (collect again)",
        description_md="重新读取全部信源并重新截稿。关闭：沿用已采集的内容。  \n"
        "*Reads all sources and closes the intake anew. Off: what was collected stands.*",
    ),
    "resend": Param(
        False,
        type="boolean",
        title="重新发送 (send again)",
        description_md="把最新一版再发到每个渠道，只此一次，即使发过或日期已旧。"
        "关闭：每一版在每个渠道至多发一次。  \n"
        "*Sends the newest revision to every channel, once for this run, though it was sent "
        "before or its date is old. Off: each revision goes to each channel at most once.*",
    ),
    APPROVE.param: Param(
        False,
        type="boolean",
        title="刊发前审阅 (approve before filing)",
        description_md="刊发前停下，等人在「待处理操作」里批准、撤下或提前条目；"
        "无人答复，20 分钟后照常刊发。  \n"
        "*Waits before `render_report` for somebody to approve, drop or reorder items "
        "(Required Actions). Unanswered, the edition is filed after 20 minutes.*",
    ),
    "dry_run": Param(
        False,
        type="boolean",
        title="只作估算 (dry run)",
        description_md="什么也不做：`ingest` 的标签和日志会说这一期要不要做、调用模型几次、花多少钱。  \n"
        "*Makes nothing: the label and log of `ingest` say whether the date would be made, "
        "with how many model calls, for how much money.*",
    ),
    BATCHES.param: Param(
        None,
        type=["null", "string"],
        format="date",
        title="批量接口，问至 (by Batch API, up to)",
        description_md="半价，每个环节最多等一天。填这一段的最后一天：第一天的运行会替所有日期一起问，每个环节一批。"
        "不填：当场问。  \n"
        "*Half the price, for a model that answers within a day. The last date of the range: "
        "the first date's run then asks for all of them, one batch a stage. Empty: asked at once.*",
    ),
    "feeds": Param(
        None,
        type=["null", "string"],
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.toml$",
        title="订阅源文件 (feeds file)",
        description_md="`include/` 里的文件名，代替 `feeds.toml`。*A file in `include/`, in its place.*",
    ),
    "total_usd": Param(
        None,
        type=["null", "number"],
        minimum=0,
        title="费用总额 (total for the range, USD)",
        description_md="一次回填的所有日期合计，最多花多少美元。  \n"
        "*The most that the model may cost over all dates of a backfill together.*",
    ),
    "range": Param(
        None,
        type=["null", "string"],
        maxLength=80,
        title="区间名 (range)",
        description_md="费用总额所属的区间；不填：同一天的所有回填。  \n"
        "*Names the range that the total is for. Empty: all backfills of one day.*",
    ),
}

_ITEMS: dict[str, Any] = {"type": ["null", "string"], "pattern": FIELD}
CHANGES = {
    "drop": Param(None, **_ITEMS, title="撤下 (drop)", description_md="例如 国内3 国际1"),
    "first": Param(
        None, **_ITEMS, title="提前 (first)", description_md="例如 国际4 国内2：按此次序排在各栏最前"
    ),
}

DOC = """\
### 每日报告 · the daily edition

每天 08:30（北京时间）读取各信源，把讲同一件事的文章并成事件，评判、排序、按地区分栏、撰写，刊出一期报告。
日常阅读在左侧的 **新闻台**；每次运行的页面上有 **报告** 一栏。

- **做一期**：「触发」→「高级选项」，分区键写 `YYYY-MM-DD`；不写就是今天。
  窗口未到点的一期标作 *未截稿*，由定时运行取代。
- **补一段**：「触发」→「回填」，选起止日期，两头都算，**时间不必填**（填了也只看日期）。
  「遗漏的执行」不动已经做过的日期；「活跃执行数上限」为 1 时按日期先后。
- **再做一遍**：清除（Clear）任何一个任务及其后的任务，同样的输入得到同样的报告，没有变化就不写。
  要重新评判或重新采集，请带参数重新触发；清除会沿用原来的参数。
- **先看花费**：打开 *只作估算*，`ingest` 的标签会说要做几期、调用几次、多少钱。

Reads the feeds, joins articles to stories, judges and orders them, places them by region, writes them up,
and files **one report** for one date. It runs at 08:30 Asia/Shanghai for the 24 hours before.

**Where the report is.** `reports/DATE_report.txt` and `.json`. Its text stands at the end of the log of
`render_report`, its path in that task's XCom and in the event of the asset `newsdesk_report`.

**One date.** *Trigger*, with a partition key `YYYY-MM-DD` (under *Advanced Options*); without a key: today.
A date whose window has not ended is filed as 未截稿 until the scheduled run replaces it. Future dates are
refused.

**A range.** *Trigger → Backfill*, first and last date, both included. Leave the times empty; where they are
typed, only their date in Asia/Shanghai counts; 00:00 typed for both ends means these dates in any browser.
"Missing" leaves alone what ran before, however it was started.
*Max Active Runs* 1 works in date order.

**Again.** Clear any task with those after it: the same inputs give the same report, and nothing is written
where nothing changed. To judge afresh or to collect again, trigger the date anew with that parameter;
clearing keeps the old ones.

**What the labels say.** Each task shows its counts. A source that fails is a row, and a line in the report,
never a failed run. What cannot work (a wrong date, file or schema) fails at once and says why; what may pass
is tried again.
"""


@task(**READING, **LABEL)
def read_shard(shard: int, of: int) -> dict[str, int | str]:
    """Reads its part of the sources; only with `shards` above 1 in the edition's file."""
    return run_shard(shard, of)


@dag(
    schedule=ReportDates("30 8 * * *", timezone="Asia/Shanghai"),
    catchup=False,
    is_paused_upon_creation=False,
    max_active_runs=1,
    params=PARAMS,
    doc_md=DOC,
    deadline=NINE,
    on_failure_callback=run_failed,
    description="One edition a day, filed as a report",
    tags=["newsdesk"],
)
def daily_report() -> None:
    """The six stages of an edition, joined only by the news database; then it is sent."""

    # A shard that failed for good leaves its sources to ingest.
    @task(**READING, **LABEL, trigger_rule="all_done")
    def ingest() -> dict[str, int | str]:
        """Reads each source that is due, archives its articles, and closes the edition's intake.

        On a scheduled morning on which most sources are out of reach it is tried
        again until the filing limit.
        """
        return run_stage("ingest")

    @task(**STEADY, **LABEL)
    def dedupe() -> dict[str, int | str]:
        """Joins articles to stories, over the window and the 14 days before it."""
        return run_stage("dedupe")

    # Where no batch is asked for the task before it is skipped; a dry run, all skipped, ranks nothing.
    @task(**ASKING, **LABEL, trigger_rule="none_failed_min_one_success")
    def rank() -> dict[str, int | str]:
        """Shortlists, judges and orders the stories: by the model of `anthropic_default`, else by rules."""
        return run_stage("rank")

    @task(**ASKING, **LABEL)
    def tag_regions() -> dict[str, int | str]:
        """Places every judged story by its main actor, then fills the sections."""
        return run_stage("tag_regions")

    @task(**ASKING, **LABEL)
    def write_up() -> dict[str, int | str]:
        """Gives each chosen story its sentence, reason and tags, checked against the linked article."""
        return run_stage("write_up")

    @task(**STEADY, **LABEL, outlets=[REPORT], trigger_rule="none_failed_min_one_success")
    def render_report() -> dict[str, int | str]:
        """Checks each item at the gate and files the report. Its text is at the end of this task's log."""
        return run_stage("render_report")

    @task(**STEADY, **LABEL)
    def deliver() -> dict[str, int | str]:
        """Sends the report to its channels, pings the heartbeat, raises alarms. It never fails the run."""
        return run_delivery()

    @task(**ASKING, **LABEL, outlets=[REPORT])
    def catch_up() -> dict[str, int | str]:
        """What a scheduled edition's filing limit cut off, judged and filed as a correction (更正).

        Skipped where nothing was cut off.
        """
        return run_catch_up()

    @task(**STEADY, **LABEL)
    def deliver_correction() -> dict[str, int | str]:
        """Sends the correction to the channels; skipped where there is none."""
        return run_delivery()

    first, joined, ranked = ingest(), dedupe(), rank()
    written, filed = write_up(), render_report()
    in_shards(read_shard, first)
    first >> joined >> ranked >> tag_regions() >> written >> filed
    ask_by_batch = AskByBatch(
        task_id=BATCHES.task,
        doc_md="Asks for a range of dates by the Batch API and waits without a worker. Off by default.",
        **{**STEADY, "execution_timeout": WAITING},
        **LABEL,
    )
    joined >> ask_by_batch >> ranked
    filed >> deliver() >> catch_up() >> deliver_correction()
    approve = Approval(
        task_id=APPROVE.task,
        subject="刊发前审阅 {{ partition_key or '' }}",
        defaults=Approval.APPROVE,
        params=CHANGES,
        doc_md="Waits for somebody to approve, drop or reorder items. Off by default: then it is skipped.",
        **STEADY_QUESTION,
    )
    written >> approve >> filed


daily_report()
