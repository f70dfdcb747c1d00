/* SHA-256 over LANES keys side by side, written once for every width of register.
 *
 * The including file defines LANES, TARGET (a function attribute, or nothing) and PATH (the struct to define) with
 * PATH_NAME and PATH_SUPPORTED. The compiler turns the vector expressions into the target's own instructions, so a
 * width that this machine lacks differs from one that it has only in the compiler's choice of instructions.
 */
#include "sha256.h"
#include "sha256_constants.h"

#include <string.h>

#if LANES == 1
typedef uint32_t lanes_t;
#else
typedef uint32_t lanes_t __attribute__((vector_size(4 * LANES)));
#endif

#if defined(__GNUC__) || defined(__clang__)
#define INLINE static inline __attribute__((always_inline)) TARGET
#else
#define INLINE static inline TARGET
#endif

#define ROTATE(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define CHOOSE(e, f, g) ((g) ^ ((e) & ((f) ^ (g))))
#define MAJORITY(a, b, c) (((a) & (b)) | ((c) & ((a) | (b))))
#define BIG_SIGMA0(x) (ROTATE(x, 2) ^ ROTATE(x, 13) ^ ROTATE(x, 22))
#define BIG_SIGMA1(x) (ROTATE(x, 6) ^ ROTATE(x, 11) ^ ROTATE(x, 25))
#define SMALL_SIGMA0(x) (ROTATE(x, 7) ^ ROTATE(x, 18) ^ ((x) >> 3))
#define SMALL_SIGMA1(x) (ROTATE(x, 17) ^ ROTATE(x, 19) ^ ((x) >> 10))

#define ROUND(a, b, c, d, e, f, g, h, i)                                                                   \
    do {                                                                                                   \
        lanes_t t = h + BIG_SIGMA1(e) + CHOOSE(e, f, g) + (w[(i) % 16] + sha256_round[i]);                     \
        d += t;                                                                                            \
        h = t + BIG_SIGMA0(a) + MAJORITY(a, b, c);                                                         \
    } while (0)
#define EXPAND(i) (w[(i) % 16] += SMALL_SIGMA0(w[((i) + 1) % 16]) + w[((i) + 9) % 16] + SMALL_SIGMA1(w[((i) + 14) % 16]))
#define EIGHT_ROUNDS(i)                                                                                    \
    do {                                                                                                   \
        ROUND(a, b, c, d, e, f, g, h, (i) + 0);                                                            \
        ROUND(h, a, b, c, d, e, f, g, (i) + 1);                                                            \
        ROUND(g, h, a, b, c, d, e, f, (i) + 2);                                                            \
        ROUND(f, g, h, a, b, c, d, e, (i) + 3);                                                            \
        ROUND(e, f, g, h, a, b, c, d, (i) + 4);                                                            \
        ROUND(d, e, f, g, h, a, b, c, (i) + 5);                                                            \
        ROUND(c, d, e, f, g, h, a, b, (i) + 6);                                                            \
        ROUND(b, c, d, e, f, g, h, a, (i) + 7);                                                            \
    } while (0)
#define EXPAND_SIXTEEN(i)                                                                                  \
    do {                                                                                                   \
        EXPAND((i) + 0), EXPAND((i) + 1), EXPAND((i) + 2), EXPAND((i) + 3);                                \
        EXPAND((i) + 4), EXPAND((i) + 5), EXPAND((i) + 6), EXPAND((i) + 7);                                \
        EXPAND((i) + 8), EXPAND((i) + 9), EXPAND((i) + 10), EXPAND((i) + 11);                              \
        EXPAND((i) + 12), EXPAND((i) + 13), EXPAND((i) + 14), EXPAND((i) + 15);                            \
    } while (0)

INLINE void rounds(lanes_t *state, lanes_t *w)
{
    lanes_t a = state[0], b = state[1], c = state[2], d = state[3];
    lanes_t e = state[4], f = state[5], g = state[6], h = state[7];
    EIGHT_ROUNDS(0);
    EIGHT_ROUNDS(8);
    EXPAND_SIXTEEN(16);
    EIGHT_ROUNDS(16);
    EIGHT_ROUNDS(24);
    EXPAND_SIXTEEN(32);
    EIGHT_ROUNDS(32);
    EIGHT_ROUNDS(40);
    EXPAND_SIXTEEN(48);
    EIGHT_ROUNDS(48);
    EIGHT_ROUNDS(56);
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

TARGET static void compress(uint32_t *state, const uint32_t *message, size_t keys)
{
    for (size_t k = 0; k < keys; k += LANES, state += STATE_WORDS * LANES, message += MESSAGE_WORDS * LANES) {
        lanes_t s[STATE_WORDS], w[MESSAGE_WORDS];
        memcpy(s, state, sizeof s);
        memcpy(w, message, sizeof w);
        rounds(s, w);
        memcpy(state, s, sizeof s);
    }
}

TARGET static size_t chain(uint32_t *state, size_t keys, struct filter filter, uint16_t *passed)
{
    size_t count = 0;
    const lanes_t zero = {0};
    for (size_t k = 0; k < keys; k += LANES, state += STATE_WORDS * LANES) {
        lanes_t w[MESSAGE_WORDS], s[STATE_WORDS];
        memcpy(w, state, sizeof s);
        w[8] = zero + UINT32_C(0x80000000);
        for (unsigned j = 9; j < 15; j++)
            w[j] = zero;
        w[15] = zero + UINT32_C(256);
        for (unsigned j = 0; j < STATE_WORDS; j++)
            s[j] = zero + sha256_start[j];
        rounds(s, w);
        memcpy(state, s, sizeof s);
        const lanes_t tags = FILTER_TAG(s[4], s[5]);
        uint32_t tag[LANES];
        memcpy(tag, &tags, sizeof tag);
        for (size_t lane = 0; lane < LANES; lane++)
            if (filter_passes(filter, tag[lane]))
                passed[count++] = (uint16_t)(k + lane);
    }
    return count;
}

const struct sha256_path PATH = {PATH_NAME, LANES, LANES, PATH_SUPPORTED, compress, chain};
