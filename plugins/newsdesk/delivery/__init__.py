"""Sending the filed report and the alarms to people, through Apprise."""
