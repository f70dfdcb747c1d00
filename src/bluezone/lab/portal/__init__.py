"""How long a whole portal takes, from the request to the page, with a nation's work behind it."""
