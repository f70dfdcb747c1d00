/* The kernel's C without Python, as a program of its own that answers questions: for processors that are emulated.
 *
 * Argument: the path to go; without one it says which paths this processor can go, best first, and ends. Then one
 * question after the other on standard input, all numbers little-endian: see Apart in apart.py, the other end.
 */
#include "match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes that lie where no word begins, as a buffer of Python's may. */
static uint8_t *take(size_t length)
{
    uint8_t *const memory = malloc(length + 1);
    if (!memory || fread(memory + 1, 1, length, stdin) != length)
        exit(2);
    return memory + 1;
}

static void give_back(uint8_t *taken)
{
    free(taken - 1);
}

static uint64_t number_at(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (unsigned j = 0; j < 8; j++)
        number |= (uint64_t)bytes[j] << (8 * j);
    return number;
}

static uint64_t take_number(void)
{
    uint8_t *const bytes = take(8);
    const uint64_t number = number_at(bytes);
    give_back(bytes);
    return number;
}

static void tell_number(uint64_t number)
{
    for (unsigned j = 0; j < 8; j++)
        putchar((int)(number >> (8 * j) & 0xff));
}

static void answer_ids(struct block *b, const struct sha256_path *path)
{
    static const uint64_t nobody = 0;
    const struct filter closed = {&nobody, 0};
    const uint64_t slots = take_number();
    uint8_t *const key = take(KEY_BYTES);
    block_begin(b, path, 1);
    block_keys(b, key);
    block_first(b, closed);
    for (uint64_t i = 0; i < slots; i++, block_next(b, closed)) {
        uint8_t id[ID_BYTES];
        block_id(b, 0, id);
        fwrite(id, 1, sizeof id, stdout);
    }
    give_back(key);
}

static void answer_keys(struct block *b, const struct sha256_path *path)
{
    const uint32_t day = (uint32_t)take_number();
    const size_t count = take_number();
    uint8_t *const seeds = take(count * SEED_BYTES);
    for (size_t done = 0; done < count; done += BLOCK_KEYS) {
        block_begin(b, path, count - done < BLOCK_KEYS ? count - done : BLOCK_KEYS);
        block_keys_of_seeds(b, seeds + done * SEED_BYTES, day);
        for (size_t k = 0; k < b->keys; k++) {
            uint8_t key[KEY_BYTES];
            block_read(b, k, key);
            fwrite(key, 1, sizeof key, stdout);
        }
    }
    give_back(seeds);
}

/* One log after the other is matched; the last one stays. */
static void answer_log(struct index *index)
{
    const int tolerance = (int)take_number();
    const size_t count = take_number();
    uint8_t *const ids = take(count * ID_BYTES);
    uint8_t *const times = take(count * sizeof(int64_t));
    for (size_t i = 0; i < count; i++) {
        const uint64_t time = number_at(times + 8 * i);
        memcpy(times + 8 * i, &time, sizeof time); /* in this processor's own order */
    }
    index_free(index);
    const enum outcome outcome = index_build(index, ids, times, count, tolerance);
    tell_number(outcome);
    tell_number(index->slot_count);
    for (size_t s = 0; s < index->slot_count; s++)
        tell_number(index->slots[s].number);
    give_back(times);
    give_back(ids);
}

static void answer_matches(const struct index *index, const struct sha256_path *path)
{
    const uint32_t day = (uint32_t)take_number();
    const bool seeds = take_number() != 0;
    const size_t keys = take_number();
    uint8_t *const material = take(keys * (seeds ? SEED_BYTES : KEY_BYTES));
    struct matches matches;
    const enum outcome outcome = match_day(index, path, day, material, seeds, keys, &matches);
    tell_number(outcome);
    tell_number(outcome == DONE ? matches.count : 0);
    for (size_t i = 0; outcome == DONE && i < matches.count; i++) {
        tell_number(matches.found[i].key);
        tell_number(matches.found[i].sighting);
    }
    free(matches.found);
    give_back(material);
}

static const struct sha256_path *path_named(const char *name)
{
    for (const struct sha256_path *const *path = sha256_paths(); *path; path++)
        if ((*path)->supported() && strcmp((*path)->name, name) == 0)
            return *path;
    return NULL;
}

static int list_paths(void)
{
    for (const struct sha256_path *const *path = sha256_paths(); *path; path++)
        if ((*path)->supported())
            puts((*path)->name);
    return 0;
}

int main(int count, char **arguments)
{
    static struct block block;
    static struct index index;
    if (count < 2)
        return list_paths();
    const struct sha256_path *const path = path_named(arguments[1]);
    if (!path)
        return 3;
    for (int question; (question = getchar()) != EOF; fflush(stdout)) {
        switch (question) {
        case 'i':
            answer_ids(&block, path);
            break;
        case 'k':
            answer_keys(&block, path);
            break;
        case 'l':
            answer_log(&index);
            break;
        case 'm':
            answer_matches(&index, path);
            break;
        default:
            return 4;
        }
    }
    return 0;
}
