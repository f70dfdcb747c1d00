/* Searching a day's keys: a block of keys walks through the day slot by slot (not key by key), so that neighbouring
 * hashes are independent of each other and the slot's filter stays in the cache. The walk ends at the last slot in
 * which anything was heard; a day in which nothing was heard costs nothing.
 */
#include "match.h"

#include <stdlib.h>
#include <string.h>

static const struct slot *first_slot_from(const struct index *index, uint32_t number)
{
    size_t low = 0, high = index->slot_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (index->slots[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return index->slots + low;
}

static enum outcome add(struct matches *matches, uint32_t key, uint32_t sighting)
{
    if (matches->count == MAX_MATCHES)
        return TOO_MANY;
    if (matches->count == matches->room) {
        const size_t room = matches->room ? 2 * matches->room : 64;
        struct match *const grown = realloc(matches->found, room * sizeof *grown);
        if (!grown)
            return NO_MEMORY;
        matches->found = grown;
        matches->room = room;
    }
    matches->found[matches->count++] = (struct match){key, sighting};
    return DONE;
}

/* The exact question, for the few keys that the filter let pass. */
static enum outcome look_up(const struct index *index, const struct slot *slot, const struct block *b, size_t key,
                            uint32_t number, struct matches *matches)
{
    uint8_t id[ID_BYTES];
    block_id(b, key, id);
    uint64_t fingerprint = 0;
    for (unsigned j = 0; j < 8; j++)
        fingerprint |= (uint64_t)id[4 + j] << (8 * j);
    const uint32_t head =
        (uint32_t)id[0] | (uint32_t)id[1] << 8 | (uint32_t)id[2] << 16 | (uint32_t)id[3] << 24;
    const struct entry *const entries = index->entries + slot->first;
    uint32_t low = 0, high = slot->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct entry *const e = &entries[middle];
        if (e->fingerprint < fingerprint || (e->fingerprint == fingerprint && e->head < head))
            low = middle + 1;
        else
            high = middle;
    }
    enum outcome outcome = DONE;
    for (; outcome == DONE && low < slot->count; low++) {
        if (entries[low].fingerprint != fingerprint || entries[low].head != head)
            break;
        outcome = add(matches, number, entries[low].sighting);
    }
    return outcome;
}

/* The filter of slot `now`; where nothing was heard, one that lets nobody pass. */
static struct filter filter_of(const struct index *index, const struct slot *slot, uint32_t now)
{
    static const uint64_t nobody = 0;
    if (slot->number != now)
        return (struct filter){&nobody, 0};
    return (struct filter){index->filters + slot->filter, slot->mask};
}

static enum outcome walk(const struct index *index, const struct slot *slot, const struct slot *end, uint32_t now,
                         struct block *b, size_t first_key, struct matches *matches)
{
    enum outcome outcome = DONE;
    block_first(b, filter_of(index, slot, now));
    for (;;) {
        for (size_t i = 0; outcome == DONE && i < b->passed_count; i++)
            outcome = look_up(index, slot, b, b->passed[i], (uint32_t)(first_key + b->passed[i]), matches);
        if (slot->number == now)
            slot++;
        if (outcome != DONE || slot == end)
            return outcome;
        block_next(b, filter_of(index, slot, ++now));
    }
}

static int by_key_then_sighting(const void *a, const void *b)
{
    const struct match *const x = a, *const y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->sighting < y->sighting ? -1 : x->sighting > y->sighting;
}

enum outcome match_day(const struct index *index, const struct sha256_path *path, uint32_t day, const uint8_t *material,
                       bool seeds, size_t keys, struct matches *matches)
{
    const struct slot *const slot = first_slot_from(index, day * SLOTS_PER_DAY);
    const struct slot *const end = first_slot_from(index, (day + 1) * SLOTS_PER_DAY);
    memset(matches, 0, sizeof *matches);
    if (slot == end || keys == 0)
        return DONE;
    struct block *const b = malloc(sizeof *b);
    enum outcome outcome = b ? DONE : NO_MEMORY;
    for (size_t done = 0; outcome == DONE && done < keys; done += BLOCK_KEYS) {
        block_begin(b, path, keys - done < BLOCK_KEYS ? keys - done : BLOCK_KEYS);
        if (seeds)
            block_keys_of_seeds(b, material + done * SEED_BYTES, day);
        else
            block_keys(b, material + done * KEY_BYTES);
        outcome = walk(index, slot, end, day * SLOTS_PER_DAY, b, done, matches);
    }
    free(b);
    if (matches->count)
        qsort(matches->found, matches->count, sizeof *matches->found, by_key_then_sighting);
    return outcome;
}
