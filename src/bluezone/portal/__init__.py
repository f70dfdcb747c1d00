"""The authority's portal: people, places, cases, and a desk that issues codes. For staff only, never for phones.

A Django project of small apps. Here lives everything that has a name in it; nothing here ever sees a seed. The portal
asks the exchange for a code over an internal interface and gets back only the code. Time, chance and the way to the
exchange come in from outside, with each request (`world.py`); only `joining` reads a clock or draws from the system.
"""
