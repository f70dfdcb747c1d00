"""The tables of the store. A phone's schema only grows: each step runs once, in order, in one transaction."""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        # small single values: configuration, feed, pause, draft of a disclosure
        "CREATE TABLE fact (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
        """CREATE TABLE own_seed (
            day INTEGER NOT NULL, first_slot INTEGER NOT NULL, last_slot INTEGER NOT NULL,
            seed BLOB NOT NULL, retired INTEGER NOT NULL, PRIMARY KEY (day, first_slot)) WITHOUT ROWID""",
        """CREATE TABLE boot (
            id INTEGER PRIMARY KEY, boot BLOB NOT NULL UNIQUE, floor_ms INTEGER NOT NULL,
            anchor_ms INTEGER, anchor_monotonic_ms INTEGER NOT NULL, last_wall_ms INTEGER NOT NULL)""",
        """CREATE TABLE sighting (
            rolling_id BLOB NOT NULL, boot INTEGER NOT NULL, monotonic_ms INTEGER NOT NULL,
            wall_ms INTEGER NOT NULL, rssi_dbm INTEGER NOT NULL, tx_power_dbm INTEGER, heard_by INTEGER NOT NULL)""",
        "CREATE INDEX sighting_by_time ON sighting (wall_ms)",
        """CREATE TABLE encounter (
            seed BLOB NOT NULL, day INTEGER NOT NULL, level INTEGER NOT NULL, infectivity INTEGER NOT NULL,
            batch_sequence INTEGER NOT NULL, spells BLOB NOT NULL,
            PRIMARY KEY (seed, day, batch_sequence)) WITHOUT ROWID""",
        """CREATE TABLE warning (
            level INTEGER NOT NULL, date TEXT NOT NULL, minutes INTEGER NOT NULL, encounters INTEGER NOT NULL,
            batch_sequences BLOB NOT NULL, told_ms INTEGER NOT NULL, read_ms INTEGER,
            PRIMARY KEY (level)) WITHOUT ROWID""",
        # everything that left this phone: what it was, how much, whether the owner asked for it
        """CREATE TABLE departure (
            id INTEGER PRIMARY KEY, left_ms INTEGER NOT NULL, what TEXT NOT NULL,
            bytes INTEGER NOT NULL, owner_act INTEGER NOT NULL)""",
        "CREATE INDEX departure_by_time ON departure (left_ms)",
    ),
    (
        # a warning for each level and day; one that was taken back stays until its owner has read that it was
        """CREATE TABLE warning_of_day (
            level INTEGER NOT NULL, date TEXT NOT NULL, minutes INTEGER NOT NULL, encounters INTEGER NOT NULL,
            batch_sequences BLOB NOT NULL, told_ms INTEGER NOT NULL, read_ms INTEGER, taken_back_ms INTEGER,
            PRIMARY KEY (level, date)) WITHOUT ROWID""",
        """INSERT INTO warning_of_day
            SELECT level, date, minutes, encounters, batch_sequences, told_ms, read_ms, NULL FROM warning""",
        "DROP TABLE warning",
        "ALTER TABLE warning_of_day RENAME TO warning",
    ),
    (
        # a signed time far ahead of the wall clock: it counts for its own boot, as long as nothing refutes it
        "ALTER TABLE boot ADD COLUMN claim_ms INTEGER",
        "ALTER TABLE boot ADD COLUMN claim_monotonic_ms INTEGER NOT NULL DEFAULT 0",
    ),
    # for how much time the time of listening stands: phones listen sooner in company
    ("ALTER TABLE sighting ADD COLUMN stands_for_s INTEGER",),
    (
        # how long near, as a range; what was told before it gets one that is wide
        "ALTER TABLE warning ADD COLUMN least INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE warning ADD COLUMN most INTEGER NOT NULL DEFAULT 0",
        "UPDATE warning SET most = 2 * minutes + 10",
    ),
    # how strongly the other's model sends, as it was heard: only the day's key opens it
    ("ALTER TABLE sighting ADD COLUMN hidden_power INTEGER",),
)
