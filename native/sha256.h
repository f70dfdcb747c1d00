/* SHA-256 compressions for many independent keys at once: the only work that costs time here.
 *
 * A path is one way to hash. All paths give the same answers; they differ in speed and in what the processor must
 * have. This header knows nothing of ids and days. The layout of a block of keys is the path's own: word j of
 * key k lies at sha256_at(lanes, words, k, j), so that a path with n lanes reads n keys with one load.
 */
#ifndef BLUEZONE_SHA256_H
#define BLUEZONE_SHA256_H

#include "filter.h"

#include <stddef.h>
#include <stdint.h>

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
#define BLUEZONE_X86 1
#endif
/* Linux and Android, which tell what the processor has. */
#if defined(ARMV8_STAND_IN) || ((defined(__GNUC__) || defined(__clang__)) && defined(__aarch64__) && defined(__linux__))
#define BLUEZONE_ARMV8 1
#endif

enum {
    STATE_WORDS = 8,
    MESSAGE_WORDS = 16,
    BLOCK_KEYS = 256, /* keys worked on together: their states stay in the first-level cache */
};

struct sha256_path {
    const char *name;
    unsigned lanes;  /* keys that lie interleaved */
    unsigned stride; /* keys are worked on in whole multiples of this; divides BLOCK_KEYS */
    int (*supported)(void);
    /* state[k] = compress(state[k], message[k]) for k < keys */
    void (*compress)(uint32_t *state, const uint32_t *message, size_t keys);
    /* state[k] = SHA-256 of the 32 bytes of state[k]; the numbers of the keys whose new state passes the filter are
     * written to `passed` (room for BLOCK_KEYS), and counted by the result */
    size_t (*chain)(uint32_t *state, size_t keys, struct filter filter, uint16_t *passed);
};

/* Best first for this processor, ending with a null pointer; the portable path is always there and always works. */
const struct sha256_path *const *sha256_paths(void);
extern const struct sha256_path sha256_portable;
#ifdef BLUEZONE_X86
extern const struct sha256_path sha256_shani, sha256_avx2, sha256_avx512;
#endif
#ifdef BLUEZONE_ARMV8
extern const struct sha256_path sha256_armv8;
#endif

/* `lanes` is a power of two. */
static inline size_t sha256_at(unsigned lanes, unsigned words, size_t key, unsigned word)
{
    const size_t lane = key & (lanes - 1);
    return (key - lane) * words + (size_t)word * lanes + lane;
}

#endif
