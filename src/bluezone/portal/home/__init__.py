"""The one page that reads everybody: what waits for whoever signed in. Nothing imports it but the urls."""
