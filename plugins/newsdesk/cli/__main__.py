"""python -m newsdesk.cli"""

from newsdesk.cli.app import main

main()
