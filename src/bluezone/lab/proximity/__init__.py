"""How well nearness can be told from Bluetooth: recordings, distance laws, trees, rivals, scores, the report.

Only the laboratory uses numerical and learning libraries; what is learnt is written down as plain numbers, which
`bluezone.device.core.proximity` evaluates without them. Labelled recordings stay where they are.
"""
