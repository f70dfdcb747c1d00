"""Messages to contacts who agreed to them: please open this link today, or call back; never what it is about
(docs/decisions/0044)."""
