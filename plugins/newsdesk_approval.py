"""The optional question before filing: Airflow's own approval operator over our edition.

Off by default; on for a run by its parameter, for all by the variable newsdesk_approval (minutes to wait).
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator

from newsdesk_airflow import APPROVE, airflow_errors, clock, current_run, current_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airflow.sdk import Context

    from newsdesk.desk import Desk
    from newsdesk.store.editions import EditionState

# What may stand in the form's two fields: names of items (国内3), apart by spaces or commas.
FIELD = r"^\s*([^\s,，、]{1,8}\d{1,2}[\s,，、]*)*$"
# 08:30 and the run's own minutes, then this, and the edition is filed before 09:00.
MINUTES = 20


class Approval(ApprovalOperator):
    """Shows the edition's items; keeps what was answered. Unanswered, it files at the deadline."""

    def execute(self, context: Context) -> Any:
        """Puts the items into the question, then waits."""
        from airflow.sdk import Variable

        from newsdesk import approving, publishing

        with airflow_errors(), _edition(context) as (desk, state):
            self.body = approving.body(approving.called(publishing.chosen_items(desk, state), desk))
        minutes = Variable.get(APPROVE.variable, default=None) or ""
        self.response_timeout = timedelta(minutes=int(minutes) if minutes.isdigit() else MINUTES)
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Keeps the answer for this judging; a rejection leaves the edition unfiled."""
        from newsdesk import approving, publishing

        result = super().execute_complete(context, event)
        typed = result["params_input"] or {}
        by = (result["responded_by_user"] or {}).get("name", "") if result["responded_by_user"] else ""
        with airflow_errors(), _edition(context) as (desk, state):
            names = approving.called(publishing.chosen_items(desk, state), desk)
            approval = approving.answer(names, typed.get("drop"), typed.get("first"))
            approving.record(desk, state, approval, by, result["responded_at"])
        return {"approved": result["chosen_options"], "dropped": len(approval.dropped)}


@contextmanager
def _edition(context: Context) -> Iterator[tuple[Desk, EditionState]]:
    from newsdesk.settings import load_edition
    from newsdesk.stages import open_desk
    from newsdesk.store.editions import find_edition
    from newsdesk.window import window_of

    settings = current_settings(context["params"].get("feeds"))
    edition = load_edition(settings.edition_file)
    run = current_run(context, edition)
    desk = open_desk(settings, run, clock(settings, window_of(run.report_date, edition.cutoff, edition.zone)))
    try:
        with desk.engine.connect() as conn:
            state = find_edition(conn, *desk.key)
        assert state is not None  # noqa: S101 - write_up has run
        yield desk, state
    finally:
        desk.engine.dispose()
