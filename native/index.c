/* Building the index: sort the sightings by id once, then deal them out to their slots, which stay sorted.
 *
 * Everything here is bounded by the number of sightings, whatever ids and times a hostile radio sent: no hash table
 * that could be flooded, no array as long as the span of the times beyond the 65,536 days of the protocol.
 */
#include "match.h"

#include <stdlib.h>
#include <string.h>

enum {
    LARGE_LOG = 1 << 18, /* sightings; beyond this a word of filter for every two ids, or it leaves the cache */
    ALL_SLOTS = DAYS * SLOTS_PER_DAY,
};

static bool before(const struct entry *a, const struct entry *b)
{
    return a->fingerprint != b->fingerprint ? a->fingerprint < b->fingerprint : a->head < b->head;
}

static bool same_id(const struct entry *a, const struct entry *b)
{
    return a->fingerprint == b->fingerprint && a->head == b->head;
}

/* Bottom-up merge sort: stable, so equal ids keep the order of the log, and never worse than n log n. */
static struct entry *sort(struct entry *from, struct entry *to, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            const size_t middle = low + width < count ? low + width : count;
            const size_t high = middle + width < count ? middle + width : count;
            size_t left = low, right = middle;
            for (size_t out = low; out < high; out++)
                to[out] = right == high || (left < middle && !before(&from[right], &from[left])) ? from[left++]
                                                                                                 : from[right++];
        }
        struct entry *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

static struct entry *read_sorted(const uint8_t *ids, size_t count, struct entry **spare)
{
    struct entry *const entries = *spare = malloc(2 * count * sizeof *entries + 1);
    if (!entries)
        return NULL;
    for (size_t i = 0; i < count; i++, ids += ID_BYTES) {
        struct entry *const e = &entries[i];
        e->fingerprint = 0;
        for (unsigned j = 0; j < 8; j++)
            e->fingerprint |= (uint64_t)ids[4 + j] << (8 * j);
        e->head = (uint32_t)ids[0] | (uint32_t)ids[1] << 8 | (uint32_t)ids[2] << 16 | (uint32_t)ids[3] << 24;
        e->sighting = (uint32_t)i;
    }
    return sort(entries, entries + count, count);
}

/* All slots g with g*D - N*D <= t <= g*D + D + N*D, borders included (docs/protocol/8-matching.md); empty: from > to. */
static void slots_of(const uint8_t *times, size_t sighting, int tolerance, int64_t *from, int64_t *to)
{
    int64_t time;
    memcpy(&time, times + sighting * sizeof time, sizeof time);
    int64_t slot = time / SLOT_MS;
    const int64_t rest = time % SLOT_MS;
    if (rest < 0)
        slot--; /* C rounds towards zero, slots count downwards before 1970 too */
    *from = slot - tolerance - (rest == 0);
    *to = slot + tolerance;
    *from = *from < 0 ? 0 : *from;
    *to = *to >= ALL_SLOTS ? ALL_SLOTS - 1 : *to;
}

/* The lowest and the highest slot of all; false when there is none. */
static bool span(const uint8_t *times, size_t count, int tolerance, int64_t *low, int64_t *high)
{
    *low = ALL_SLOTS;
    *high = -1;
    for (size_t i = 0; i < count; i++) {
        int64_t from, to;
        slots_of(times, i, tolerance, &from, &to);
        if (from > to)
            continue;
        *low = from < *low ? from : *low;
        *high = to > *high ? to : *high;
    }
    return *high >= 0;
}

/* How many entries each slot of the span has, then where each begins, then a struct slot for each that has any. */
static enum outcome lay_out(struct index *index, const uint8_t *times, size_t count, int tolerance, int64_t low,
                            uint32_t *starts, size_t span_slots)
{
    for (size_t i = 0; i < count; i++) {
        int64_t from, to;
        slots_of(times, i, tolerance, &from, &to);
        for (int64_t g = from; g <= to; g++)
            starts[g - low]++;
    }
    for (size_t g = 0; g < span_slots; g++)
        index->slot_count += starts[g] != 0;
    index->slots = calloc(index->slot_count + 1, sizeof *index->slots);
    if (!index->slots)
        return NO_MEMORY;
    struct slot *slot = index->slots;
    uint32_t first = 0;
    for (size_t g = 0; g < span_slots; g++) {
        const uint32_t entries = starts[g];
        starts[g] = first;
        if (entries)
            *slot++ = (struct slot){.number = (uint32_t)(low + (int64_t)g), .first = first, .count = entries};
        first += entries;
    }
    index->entry_count = first;
    index->entries = malloc(index->entry_count * sizeof *index->entries + 1);
    return index->entries ? DONE : NO_MEMORY;
}

static enum outcome deal_out(struct index *index, const struct entry *sorted, const uint8_t *times, size_t count,
                             int tolerance)
{
    int64_t low, high;
    if (!span(times, count, tolerance, &low, &high))
        return DONE;
    const size_t span_slots = (size_t)(high - low + 1);
    uint32_t *const next = calloc(span_slots, sizeof *next);
    if (!next)
        return NO_MEMORY;
    const enum outcome outcome = lay_out(index, times, count, tolerance, low, next, span_slots);
    for (size_t i = 0; outcome == DONE && i < count; i++) {
        int64_t from, to;
        slots_of(times, sorted[i].sighting, tolerance, &from, &to);
        for (int64_t g = from; g <= to; g++)
            index->entries[next[g - low]++] = sorted[i];
    }
    free(next);
    return outcome;
}

static size_t different_ids(const struct index *index, const struct slot *slot)
{
    size_t different = 0;
    for (uint32_t i = slot->first; i < slot->first + slot->count; i++)
        different += i == slot->first || !same_id(&index->entries[i], &index->entries[i - 1]);
    return different;
}

static enum outcome fill_filters(struct index *index, size_t ids_per_word)
{
    for (size_t s = 0; s < index->slot_count; s++) {
        struct slot *const slot = &index->slots[s];
        const size_t ids = different_ids(index, slot);
        size_t words = 1;
        while (words * ids_per_word < ids)
            words *= 2;
        slot->mask = (uint32_t)(words - 1);
        slot->filter = index->filter_words;
        index->filter_words += words;
    }
    index->filters = calloc(index->filter_words + 1, sizeof *index->filters);
    if (!index->filters)
        return NO_MEMORY;
    for (size_t s = 0; s < index->slot_count; s++) {
        const struct slot *const slot = &index->slots[s];
        for (uint32_t i = slot->first; i < slot->first + slot->count; i++) {
            const uint32_t tag = (uint32_t)index->entries[i].fingerprint;
            index->filters[slot->filter + (tag & slot->mask)] |= filter_bits(tag);
        }
    }
    return DONE;
}

enum outcome index_build(struct index *index, const uint8_t *ids, const uint8_t *times, size_t count, int tolerance)
{
    memset(index, 0, sizeof *index);
    if (count > MAX_SIGHTINGS)
        return TOO_MANY;
    /* Times are read three times, and sizes follow from the first: whoever still writes to them must not be heard. */
    uint8_t *const still = malloc(count * sizeof(int64_t) + 1);
    if (!still)
        return NO_MEMORY;
    memcpy(still, times, count * sizeof(int64_t));
    struct entry *memory;
    const struct entry *const sorted = read_sorted(ids, count, &memory);
    enum outcome outcome = sorted ? deal_out(index, sorted, still, count, tolerance) : NO_MEMORY;
    free(memory);
    free(still);
    if (outcome == DONE)
        outcome = fill_filters(index, count > LARGE_LOG ? 2 : 1);
    if (outcome != DONE)
        index_free(index);
    return outcome;
}

void index_free(struct index *index)
{
    free(index->entries);
    free(index->slots);
    free(index->filters);
    memset(index, 0, sizeof *index);
}

size_t index_bytes(const struct index *index)
{
    return index->entry_count * sizeof *index->entries + index->slot_count * sizeof *index->slots +
           index->filter_words * sizeof *index->filters;
}
