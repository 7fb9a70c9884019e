"""What the pages ask of the news database. Reading only; a module for each page."""
