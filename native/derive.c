/* See derive.h. Every step is one compression of the whole block. */
#include "derive.h"
#include "sha256_constants.h"

#include <string.h>

enum { BITS_OF_BYTE = 8, END_OF_MESSAGE = 0x80 };

static const uint8_t nothing[1];

static uint32_t read_big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Words `from` .. of a key in a path's layout; the common case of keys behind each other is a plain copy. */
static void put(uint32_t *block, unsigned lanes, unsigned words, size_t key, unsigned from, const uint32_t *values,
                unsigned count)
{
    uint32_t *const first = block + sha256_at(lanes, words, key, from);
    if (lanes == 1)
        memcpy(first, values, count * sizeof *values);
    else
        for (unsigned j = 0; j < count; j++)
            first[(size_t)j * lanes] = values[j];
}

static void get(const uint32_t *block, unsigned lanes, size_t key, uint32_t *values)
{
    const uint32_t *const first = block + sha256_at(lanes, STATE_WORDS, key, 0);
    for (unsigned j = 0; j < STATE_WORDS; j++)
        values[j] = first[(size_t)j * lanes];
}

static void every_state_is(struct block *b, const uint32_t *words)
{
    for (size_t k = 0; k < b->padded; k++)
        put(b->state, b->path->lanes, STATE_WORDS, k, 0, words, STATE_WORDS);
}

/* Words `from` .. 15 of every message: the bytes of `text`, the end mark, and the length of all that was hashed. */
static void every_message_ends(struct block *b, unsigned from, const uint8_t *text, size_t length, size_t hashed)
{
    uint8_t tail[MESSAGE_WORDS * 4] = {0};
    uint32_t words[MESSAGE_WORDS];
    memcpy(tail, text, length);
    tail[length] = END_OF_MESSAGE;
    for (unsigned j = from; j < MESSAGE_WORDS - 1; j++)
        words[j] = read_big_endian(tail + 4 * (size_t)(j - from));
    words[MESSAGE_WORDS - 1] = (uint32_t)(hashed * BITS_OF_BYTE);
    for (size_t k = 0; k < b->padded; k++)
        put(b->message, b->path->lanes, MESSAGE_WORDS, k, from, words + from, MESSAGE_WORDS - from);
}

/* Every message begins with the words of `states` (in a state's layout), each changed by `mask`. */
static void every_message_begins(struct block *b, const uint32_t *states, uint32_t mask)
{
    const unsigned lanes = b->path->lanes;
    for (size_t k = 0; k < b->padded; k++) {
        uint32_t words[STATE_WORDS];
        get(states, lanes, k, words);
        for (unsigned j = 0; j < STATE_WORDS; j++)
            words[j] ^= mask;
        put(b->message, lanes, MESSAGE_WORDS, k, 0, words, STATE_WORDS);
    }
}

static void compress(struct block *b)
{
    b->path->compress(b->state, b->message, b->padded);
}

/* RFC 2104: the states after the first block of an HMAC with the keys `key`. */
static void hmac_pad(struct block *b, const uint32_t *key, uint8_t pad)
{
    const uint32_t fill = pad * UINT32_C(0x01010101);
    const uint32_t rest[STATE_WORDS] = {fill, fill, fill, fill, fill, fill, fill, fill};
    every_message_begins(b, key, fill);
    for (size_t k = 0; k < b->padded; k++)
        put(b->message, b->path->lanes, MESSAGE_WORDS, k, STATE_WORDS, rest, STATE_WORDS);
    every_state_is(b, sha256_start);
    compress(b);
}

/* The outer hash of an HMAC over the inner one, which is in the state. */
static void hmac_outer(struct block *b, const uint32_t *key)
{
    uint32_t inner[BLOCK_KEYS * STATE_WORDS];
    memcpy(inner, b->state, sizeof inner);
    hmac_pad(b, key, 0x5c);
    every_message_begins(b, inner, 0);
    every_message_ends(b, STATE_WORDS, nothing, 0, 64 + 32);
    compress(b);
}

void block_begin(struct block *b, const struct sha256_path *path, size_t keys)
{
    memset(b, 0, sizeof *b);
    b->path = path;
    b->keys = keys;
    b->padded = (keys + path->stride - 1) / path->stride * path->stride;
}

/* HKDF-SHA256 (RFC 5869): extract with no salt, which is a key of zeros; then one block of expansion. */
void block_keys_of_seeds(struct block *b, const uint8_t *seeds, uint32_t day)
{
    static const uint32_t no_salt[BLOCK_KEYS * STATE_WORDS];
    hmac_pad(b, no_salt, 0x36);
    for (size_t k = 0; k < b->keys; k++) {
        uint32_t words[SEED_BYTES / 4];
        for (unsigned j = 0; j < SEED_BYTES / 4; j++)
            words[j] = read_big_endian(seeds + k * SEED_BYTES + 4 * (size_t)j);
        put(b->message, b->path->lanes, MESSAGE_WORDS, k, 0, words, SEED_BYTES / 4);
    }
    every_message_ends(b, SEED_BYTES / 4, nothing, 0, 64 + SEED_BYTES);
    compress(b);
    hmac_outer(b, no_salt);

    uint32_t extracted[BLOCK_KEYS * STATE_WORDS];
    memcpy(extracted, b->state, sizeof extracted);
    uint8_t info[18 + 4 + 1] = "bluezone/day-key/1";
    for (unsigned j = 0; j < 4; j++)
        info[18 + j] = (uint8_t)(day >> (24 - 8 * j));
    info[22] = 1; /* the number of the output block */
    hmac_pad(b, extracted, 0x36);
    every_message_ends(b, 0, info, sizeof info, 64 + sizeof info);
    compress(b);
    hmac_outer(b, extracted);
}

void block_keys(struct block *b, const uint8_t *keys)
{
    for (size_t k = 0; k < b->keys; k++) {
        uint32_t words[STATE_WORDS];
        for (unsigned j = 0; j < STATE_WORDS; j++)
            words[j] = read_big_endian(keys + k * KEY_BYTES + 4 * (size_t)j);
        put(b->state, b->path->lanes, STATE_WORDS, k, 0, words, STATE_WORDS);
    }
}

void block_first(struct block *b, struct filter filter)
{
    static const uint8_t salt[13] = "bluzonesubkey"; /* spelt as on the air */
    every_message_begins(b, b->state, 0);
    every_message_ends(b, STATE_WORDS, salt, sizeof salt, KEY_BYTES + sizeof salt);
    every_state_is(b, sha256_start);
    compress(b);
    b->passed_count = 0;
    const unsigned lanes = b->path->lanes;
    for (size_t k = 0; k < b->keys; k++) {
        const uint32_t e = b->state[sha256_at(lanes, STATE_WORDS, k, 4)];
        const uint32_t f = b->state[sha256_at(lanes, STATE_WORDS, k, 5)];
        b->passed[b->passed_count] = (uint16_t)k;
        b->passed_count += filter_passes(filter, FILTER_TAG(e, f));
    }
}

void block_next(struct block *b, struct filter filter)
{
    b->passed_count = b->path->chain(b->state, b->padded, filter, b->passed);
    while (b->passed_count && b->passed[b->passed_count - 1] >= b->keys)
        b->passed_count--; /* what fills the block up is nobody's key */
}

void block_read(const struct block *b, size_t key, uint8_t *bytes)
{
    uint32_t words[STATE_WORDS];
    get(b->state, b->path->lanes, key, words);
    for (unsigned j = 0; j < STATE_WORDS * 4; j++)
        bytes[j] = (uint8_t)(words[j / 4] >> (24 - 8 * (j % 4)));
}

void block_id(const struct block *b, size_t key, uint8_t *id)
{
    static const uint8_t picked[ID_BYTES] = {0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30};
    uint8_t bytes[KEY_BYTES];
    block_read(b, key, bytes);
    for (unsigned i = 0; i < ID_BYTES; i++)
        id[i] = bytes[picked[i]];
}
