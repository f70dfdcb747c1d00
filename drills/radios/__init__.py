"""A machine with a real kernel and a real bluetoothd, and our radio asking it over the bus."""
