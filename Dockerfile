# The image of all Airflow services: the same locked packages as the launcher's .venv.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LANG=C.UTF-8 \
    AIRFLOW_HOME=/opt/airflow PYTHONPATH=/opt/newsdesk/plugins

RUN useradd --uid 50000 --create-home --home-dir /opt/airflow newsdesk \
    && mkdir -p /opt/newsdesk/reports /opt/airflow/logs /run/newsdesk \
    && chown -R newsdesk /opt/airflow /opt/newsdesk/reports /run/newsdesk

COPY requirements.lock /opt/newsdesk/
# The lock is whole: nothing is to be resolved, and an older pip would not take its extras (celery[redis]) for pinned.
RUN pip install --no-cache-dir --no-deps --require-hashes -r /opt/newsdesk/requirements.lock

COPY dags /opt/newsdesk/dags
COPY plugins /opt/newsdesk/plugins
COPY include /opt/newsdesk/include
COPY docker/entrypoint /usr/local/bin/newsdesk-entrypoint

USER newsdesk
WORKDIR /opt/newsdesk
ENTRYPOINT ["newsdesk-entrypoint"]
CMD ["airflow", "version"]
