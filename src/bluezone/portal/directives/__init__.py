"""Directives in the portal: who keeps what between the steps of `rollout`, and the pages on which it is done.

Rules about directives, reports, figures and sums stand in the pure core. Here are rows, permissions, the audit, time
from the request, files that were received, and screens. Names of models end in Record where the core has a value of the
same name.
"""
