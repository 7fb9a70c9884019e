"""What a person clicks in Airflow's UI, in Chinese: log in, trigger, backfill, clear, approve."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from playwright.sync_api import Page, expect

DAG = "daily_report"
# No test is timed: a busy machine takes minutes over a page of Airflow's.
PATIENCE = 300_000
RUN_PATIENCE = 1_800_000


@dataclass(frozen=True)
class Clicks:
    """A person in front of the UI. url: of Airflow."""

    page: Page
    url: str

    def log_in(self, user: str, password: str) -> None:
        """By the form that Airflow shows to whoever comes without log-in."""
        self.page.goto(f"{self.url}/dags/{DAG}")
        self.page.locator("input[name=username]").fill(user)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("button[type=submit]").click()
        self.page.wait_for_url(f"**/dags/{DAG}**")

    def trigger(self, key: str, *switches: str) -> str:
        """触发 → 高级选项 → the partition key; switches: parameters that are switched on. The run's id."""
        self._open_form()
        form = self.page.get_by_role("dialog")
        for name in switches:
            self.page.locator(f'label[id="switch:element_{name}"]').click()
        form.get_by_role("button", name="高级选项").click()
        self.page.locator("input[name=partitionKey]").fill(key)
        form.get_by_test_id("trigger-dag-submit").click()
        self.page.wait_for_url("**/runs/*")
        return unquote(self.page.url.partition("/runs/")[2].partition("/")[0].partition("?")[0])

    def backfill(self, first: str, last: str) -> list[dict[str, str]]:
        """触发 → 回填, two dates typed (YYYY/MM/DD) without times; all backfilled runs, by date."""
        self._open_form()
        form = self.page.get_by_role("dialog")
        form.get_by_text("回填", exact=True).click()
        for place, day in enumerate((first, last)):
            form.get_by_test_id("datetime-input").nth(place).click()
            self.page.get_by_placeholder("YYYY/MM/DD").last.fill(day)
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Escape")
        with self.page.expect_response(lambda one: one.url.endswith("/backfills")) as asked:
            form.get_by_role("button", name="执行回填").click()
        assert asked.value.ok, asked.value.text()
        return sorted(self.runs(run_type="backfill"), key=lambda one: one["partition_key"])

    def clear(self, run: str) -> None:
        """清除 on the run's page: all its tasks are worked again."""
        self._run(run)
        self.page.get_by_role("button", name="清除", exact=False).first.click()
        form = self.page.get_by_role("dialog")
        with self.page.expect_response(
            lambda one: one.url.endswith("/clear") and '"dry_run":false' in (one.request.post_data or "")
        ) as asked:
            form.get_by_role("button").last.click()
        assert asked.value.ok, asked.value.text()

    def approve(self, run: str, *, drop: str, first: str) -> None:
        """待操作的任务实例: what is dropped and what comes first are typed, then Approve."""
        self.wait_for(run, "approve", "awaiting_input")
        self._run(run, "/tasks/approve/required_actions")
        expect(self.page.get_by_text("刊发前审阅").first).to_be_visible(timeout=PATIENCE)
        self.page.locator("#element_drop").fill(drop)
        self.page.locator("#element_first").fill(first)
        with self.page.expect_response(
            lambda one: one.request.method == "PATCH" and "hitlDetails" in one.url
        ) as asked:
            self.page.get_by_role("button", name="Approve", exact=True).click()
        assert asked.value.ok, asked.value.text()

    def report_of(self, run: str) -> str:
        """The text of the tab 报告 on the run's own page."""
        self._run(run)
        self.page.get_by_role("link", name="报告", exact=True).click()
        report = self.page.frame_locator("iframe").locator("main")
        expect(report).to_be_visible(timeout=PATIENCE)
        return report.inner_text()

    def runs(self, **wanted: str) -> list[dict[str, str]]:
        """What the UI's own requests say of this DAG's runs: dag_run_id, partition_key, state, …"""
        answer = self.page.request.get(
            f"{self.url}/api/v2/dags/{DAG}/dagRuns", params={"limit": 100, **wanted}, timeout=PATIENCE
        )
        return list(answer.json()["dag_runs"])

    def wait_for(self, run: str, task: str, state: str) -> None:
        """Until a task of a run is in that state; fails at once where the run has failed."""
        for _ in range(RUN_PATIENCE // 2_000):
            answer = self.page.request.get(
                f"{self.url}/api/v2/dags/{DAG}/dagRuns/{run}/taskInstances/{task}", timeout=PATIENCE
            )
            if answer.json()["state"] == state:
                return
            assert self._state(run) != "failed"
            self.page.wait_for_timeout(2_000)
        raise AssertionError(f"{task} of {run} did not come to {state}")

    def wait_until_done(self, run: str) -> None:
        """Until the run has succeeded."""
        for _ in range(RUN_PATIENCE // 2_000):
            state = self._state(run)
            if state == "success":
                return
            assert state != "failed", run
            self.page.wait_for_timeout(2_000)
        raise AssertionError(f"{run} did not end")

    def _state(self, run: str) -> str:
        answer = self.page.request.get(f"{self.url}/api/v2/dags/{DAG}/dagRuns/{run}", timeout=PATIENCE)
        return str(answer.json()["state"])

    def _open_form(self) -> None:
        self.page.goto(f"{self.url}/dags/{DAG}")
        self.page.get_by_test_id("trigger-dag-button").first.click()
        expect(self.page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE)

    def _run(self, run: str, rest: str = "") -> None:
        self.page.goto(f"{self.url}/dags/{DAG}/runs/{run}{rest}")
