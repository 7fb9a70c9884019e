"""The command line: what a person types, and the services that it starts. `./newsdesk` leads here."""
