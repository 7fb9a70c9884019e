"""The environment that Airflow is started in: what passes, what does not, what is never shown."""

import json
from pathlib import Path

import pytest

from newsdesk.cli import homes
from newsdesk.cli.credentials import Credentials, generate
from newsdesk.cli.environment import Addresses, build, connection, fingerprint, read_settings
from newsdesk.errors import ConfigError

ROOT = Path("/checkout")
SECRETS = Credentials("pass-word", "jwt", "key", "fernet")
SHARED = {"AIRFLOW__CORE__PARALLELISM": "4"}


def made(home=None, inherited=None, port=8080):
    home = home or homes.live(ROOT)
    addresses = Addresses(port, "postgresql+psycopg2://airflow", '{"conn_type": "postgres"}', home.feeds_file)
    return build(home, inherited or {}, SHARED, SECRETS, addresses)


def test_everything_that_the_bridge_reads_is_there():
    variables, _ = made()
    assert variables["AIRFLOW_VAR_NEWSDESK_FEEDS"] == "/checkout/include/feeds.toml"
    assert variables["AIRFLOW_VAR_NEWSDESK_REPORTS"] == "/checkout/reports"
    assert variables["AIRFLOW_VAR_NEWSDESK_EDITION"] == "/checkout/include/editions/ai-zh.toml"
    assert variables["AIRFLOW_VAR_NEWSDESK_REHEARSAL"] == ""
    assert json.loads(variables["AIRFLOW_CONN_NEWSDESK_DB"])["conn_type"] == "postgres"


def test_airflow_listens_on_loopback_only_and_asks_for_a_password():
    variables, _ = made(
        inherited={"AIRFLOW__API__HOST": "0.0.0.0", "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True"}
    )
    assert variables["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert variables["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] == "False"


def test_the_persons_own_settings_reach_airflow_and_win_over_the_shared_ones():
    mine = {
        "AIRFLOW_CONN_ANTHROPIC_DEFAULT": "{}",
        "AIRFLOW__CORE__PARALLELISM": "9",
        "HTTPS_PROXY": "http://p",
    }
    variables, refused = made(homes.sample(ROOT), mine)
    assert {name: variables[name] for name in mine} == mine
    assert refused == []


@pytest.mark.parametrize(
    "name",
    [
        "AIRFLOW_HOME",
        "AIRFLOW_CONFIG",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD",
        "AIRFLOW__CORE__SQL_ALCHEMY_CONN",
        "AIRFLOW__API__PORT",
        "AIRFLOW__CORE__DAGS_FOLDER",
        "AIRFLOW__CORE__PLUGINS_FOLDER",
        "AIRFLOW_CONN_NEWSDESK_DB",
        "AIRFLOW_VAR_NEWSDESK_REPORTS",
    ],
)
def test_what_would_mix_two_homes_is_kept_out_and_named(name):
    variables, refused = made(inherited={name: "elsewhere"})
    assert variables.get(name) != "elsewhere"
    assert refused == [name]


def test_rehearsals_have_no_schedule_and_the_live_home_keeps_the_persons_choice():
    assert made(homes.sample(ROOT))[0]["AIRFLOW__NEWSDESK__SCHEDULE"] == "False"
    assert "AIRFLOW__NEWSDESK__SCHEDULE" not in made()[0]
    off = {"AIRFLOW__NEWSDESK__SCHEDULE": "False"}
    assert made(inherited=off)[0]["AIRFLOW__NEWSDESK__SCHEDULE"] == "False"


def test_the_package_comes_first_on_the_path():
    variables, _ = made(inherited={"PYTHONPATH": "/mine:/checkout/plugins"})
    assert variables["PYTHONPATH"] == "/checkout/plugins:/mine"


def test_the_fingerprint_follows_code_settings_and_port_but_not_the_terminal():
    base = fingerprint(made()[0], "code")
    assert fingerprint(made(inherited={"TERM": "x", "COLUMNS": "80", "PWD": "/"})[0], "code") == base
    assert fingerprint(made()[0], "other code") != base
    assert fingerprint(made(port=8090)[0], "code") != base
    assert fingerprint(made(inherited={"AIRFLOW_CONN_X": "{}"})[0], "code") != base


def test_a_fingerprint_shows_no_secret():
    assert "pass-word" not in fingerprint(made()[0], "code")


def test_the_password_is_in_no_variable():
    # Airflow reads it from a file that only its owner can read; an environment is easily printed.
    variables, _ = made()
    assert not [name for name, value in variables.items() if "pass-word" in value]


def test_a_socket_folder_and_odd_characters_survive_in_the_connection():
    parts = {
        "host": "/a b/.newsdesk/pg",
        "database": "news",
        "user": "me",
        "password": "p@s:s/%$",
        "query": {"sslmode": "require"},
    }
    found = json.loads(connection({**parts, "port": None}))
    assert found == {
        "conn_type": "postgres",
        "host": "/a b/.newsdesk/pg",
        "schema": "news",
        "login": "me",
        "password": "p@s:s/%$",
        "extra": {"sslmode": "require"},
    }


def test_settings_files_are_key_value_lines(tmp_path):
    path = tmp_path / "airflow.env"
    path.write_text("# why\n\nAIRFLOW__A__B=1=2\nX=\n")
    assert read_settings(path) == {"AIRFLOW__A__B": "1=2", "X": ""}


def test_a_wrong_settings_line_is_named(tmp_path):
    path = tmp_path / "airflow.env"
    path.write_text("A=1\nexport B=2\n")
    with pytest.raises(ConfigError, match="line 2"):
        read_settings(path)


def test_the_projects_own_settings_file_can_be_read_by_compose_too():
    for name, value in read_settings(homes.checkout() / "airflow.env").items():
        assert value == value.strip(), name
        assert not value.startswith(('"', "'")), f"{name}: Compose and the launcher read quotes differently"
        assert "$" not in value, f"{name}: Compose would replace it"


def test_generated_secrets_differ_and_are_long():
    first, second = generate(), generate()
    assert first.password != second.password
    assert len(first.password.replace("-", "")) == 16
    assert len(first.jwt_secret) == 64
