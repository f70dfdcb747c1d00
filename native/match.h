/* The log, made ready once (index_*), and the search of a day's keys in it (match_day).
 *
 * No Python here: plain memory and numbers. All functions may run without the interpreter's lock; an index never
 * changes after it was built.
 */
#ifndef BLUEZONE_MATCH_H
#define BLUEZONE_MATCH_H

#include "derive.h"

#include <stdbool.h>

enum {
    SLOTS_PER_DAY = 96,
    DAYS = 0x10000,
    SLOT_MS = 900000,
    MAX_TOLERANCE = 2,
    MAX_SIGHTINGS = 1 << 24,
    MAX_MATCHES = 1 << 22,
};

enum outcome { DONE, NO_MEMORY, TOO_MANY };

/* A sighting in one of the slots in which its id would match. */
struct entry {
    uint64_t fingerprint; /* bytes 4..11 of the id; its low 32 bits are the tag of filter.h */
    uint32_t head;        /* bytes 0..3 */
    uint32_t sighting;
};

/* A slot that has entries; they are sorted, so that a look-up ends in a bounded number of steps whatever was heard. */
struct slot {
    uint32_t number; /* since 1970 */
    uint32_t first, count;
    uint32_t mask; /* see struct filter */
    size_t filter; /* the first word of its filter */
};

struct index {
    struct entry *entries;
    struct slot *slots;
    uint64_t *filters;
    size_t entry_count, slot_count, filter_words;
};

enum outcome index_build(struct index *index, const uint8_t *ids, const uint8_t *times, size_t count, int tolerance);
void index_free(struct index *index);
size_t index_bytes(const struct index *index);

struct match {
    uint32_t key, sighting;
};
struct matches {
    struct match *found;
    size_t count, room;
};

/* material: `keys` seeds or day keys of `day`. Found matches come sorted; free(matches->found) in any case. */
enum outcome match_day(const struct index *index, const struct sha256_path *path, uint32_t day, const uint8_t *material,
                       bool seeds, size_t keys, struct matches *matches);

#endif
