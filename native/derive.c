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

static uint32_t *message_word(struct block *b, size_t key, unsigned word)
{
    return &b->message[sha256_at(b->path->lanes, MESSAGE_WORDS, key, word)];
}

static uint32_t *state_word(struct block *b, size_t key, unsigned word)
{
    return &b->state[sha256_at(b->path->lanes, STATE_WORDS, key, word)];
}

static void every_state_is(struct block *b, const uint32_t *words)
{
    for (size_t k = 0; k < b->padded; k++)
        for (unsigned j = 0; j < STATE_WORDS; j++)
            *state_word(b, k, j) = words[j];
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
        for (unsigned j = from; j < MESSAGE_WORDS; j++)
            *message_word(b, k, j) = words[j];
}

static void compress(struct block *b)
{
    b->path->compress(b->state, b->message, b->padded);
}

/* Messages begin with the states, which are taken as 32 bytes. */
static void state_becomes_message(struct block *b)
{
    for (size_t k = 0; k < b->padded; k++)
        for (unsigned j = 0; j < STATE_WORDS; j++)
            *message_word(b, k, j) = *state_word(b, k, j);
}

/* RFC 2104: the state after the first block of an HMAC, whose key is in the 8 words `key` of each. */
static void hmac_pad(struct block *b, const uint32_t *key, uint8_t pad)
{
    const uint32_t fill = pad * UINT32_C(0x01010101);
    const unsigned lanes = b->path->lanes;
    for (size_t k = 0; k < b->padded; k++)
        for (unsigned j = 0; j < MESSAGE_WORDS; j++)
            *message_word(b, k, j) = j < STATE_WORDS ? key[sha256_at(lanes, STATE_WORDS, k, j)] ^ fill : fill;
    every_state_is(b, sha256_start);
    compress(b);
}

/* The outer hash of an HMAC over the inner one, which is in the state. */
static void hmac_outer(struct block *b, const uint32_t *key)
{
    uint32_t inner[BLOCK_KEYS * STATE_WORDS];
    memcpy(inner, b->state, sizeof inner);
    hmac_pad(b, key, 0x5c);
    uint32_t outer[BLOCK_KEYS * STATE_WORDS];
    memcpy(outer, b->state, sizeof outer);
    memcpy(b->state, inner, sizeof inner);
    state_becomes_message(b);
    every_message_ends(b, STATE_WORDS, nothing, 0, 64 + 32);
    memcpy(b->state, outer, sizeof outer);
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
    for (size_t k = 0; k < b->keys; k++)
        for (unsigned j = 0; j < SEED_BYTES / 4; j++)
            *message_word(b, k, j) = read_big_endian(seeds + k * SEED_BYTES + 4 * (size_t)j);
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
    for (size_t k = 0; k < b->keys; k++)
        for (unsigned j = 0; j < STATE_WORDS; j++)
            *state_word(b, k, j) = read_big_endian(keys + k * KEY_BYTES + 4 * (size_t)j);
}

void block_first(struct block *b)
{
    static const uint8_t salt[13] = "bluzonesubkey"; /* spelt as on the air */
    state_becomes_message(b);
    every_message_ends(b, STATE_WORDS, salt, sizeof salt, KEY_BYTES + sizeof salt);
    every_state_is(b, sha256_start);
    compress(b);
    for (size_t k = 0; k < b->keys; k++) {
        const uint32_t e = *state_word(b, k, 4), f = *state_word(b, k, 5);
        b->tag[k] = (e >> 24) | (e & 0xff00) | ((f >> 24) << 16) | ((f & 0xff00) << 16);
    }
}

void block_next(struct block *b)
{
    b->path->chain(b->state, b->tag, b->padded);
}

void block_read(const struct block *b, size_t key, uint8_t *bytes)
{
    for (unsigned j = 0; j < STATE_WORDS; j++) {
        const uint32_t word = b->state[sha256_at(b->path->lanes, STATE_WORDS, key, j)];
        for (unsigned i = 0; i < 4; i++)
            bytes[4 * j + i] = (uint8_t)(word >> (24 - 8 * i));
    }
}

void block_id(const struct block *b, size_t key, uint8_t *id)
{
    static const uint8_t picked[ID_BYTES] = {0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30};
    uint8_t bytes[KEY_BYTES];
    block_read(b, key, bytes);
    for (unsigned i = 0; i < ID_BYTES; i++)
        id[i] = bytes[picked[i]];
}
