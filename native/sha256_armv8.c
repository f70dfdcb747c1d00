/* For 64-bit ARM with SHA instructions: two chains in flight, so that one hashes while the other waits.
 *
 * Written as sha256_shani.c is, and from the Arm Architecture Reference Manual (SHA256H, SHA256H2, SHA256SU0,
 * SHA256SU1). It ran under an emulator alone, so nothing is said of its speed; that two streams pay is taken over.
 */
#include "sha256.h"
#include "sha256_constants.h"

#ifdef BLUEZONE_ARMV8
#include <arm_neon.h>

#ifdef ARMV8_STAND_IN /* scripts/sanitize-kernel: the same lines elsewhere, on an imitated <arm_neon.h> */
#define TARGET
static int has_sha(void)
{
    return 1;
}
#else
#include <sys/auxv.h>
#ifdef __clang__
#define TARGET __attribute__((target("+sha2")))
#else
#define TARGET __attribute__((target("+crypto"))) /* what older GCC's <arm_neon.h> wants of whoever calls it */
#endif
#ifndef HWCAP_SHA2
#define HWCAP_SHA2 (1 << 6) /* Linux, arch/arm64/include/uapi/asm/hwcap.h; not every C library repeats it */
#endif

static int has_sha(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_SHA2) != 0;
}
#endif

#define INLINE static inline __attribute__((always_inline)) TARGET

/* One stream: the working state, and the last sixteen words of the schedule. */
struct stream {
    uint32x4_t abcd, efgh, w[4];
};

/* Rounds 4q .. 4q+3 with the four words that stand in the schedule. */
INLINE void four_rounds(struct stream *s, unsigned q)
{
    const uint32x4_t wk = vaddq_u32(s->w[q % 4], vld1q_u32(sha256_round + 4 * (size_t)q));
    const uint32x4_t abcd = s->abcd;
    s->abcd = vsha256hq_u32(abcd, s->efgh, wk);
    s->efgh = vsha256h2q_u32(s->efgh, abcd, wk);
}

/* Words 4q .. 4q+3 of the schedule take the place of those sixteen before. */
INLINE void expand(struct stream *s, unsigned q)
{
    uint32x4_t *const w = s->w;
    w[q % 4] = vsha256su1q_u32(vsha256su0q_u32(w[q % 4], w[(q + 1) % 4]), w[(q + 2) % 4], w[(q + 3) % 4]);
}

/* Words 24 .. 27 where words 9 .. 12 are zero. */
INLINE void expand_24(struct stream *s)
{
    s->w[2] = vsha256su1q_u32(s->w[2], s->w[0], s->w[1]);
}

INLINE void finish(const struct stream *s, uint32x4_t abcd, uint32x4_t efgh, uint32_t *state)
{
    vst1q_u32(state, vaddq_u32(s->abcd, abcd));
    vst1q_u32(state + 4, vaddq_u32(s->efgh, efgh));
}

#define BOTH(action) (action(&x), action(&y))
#define BOTH_EXPAND(q) (expand(&x, q), expand(&y, q))
#define BOTH_ROUNDS(q) (four_rounds(&x, q), four_rounds(&y, q))

INLINE void take_message(struct stream *s, const uint32_t *state, const uint32_t *message)
{
    s->abcd = vld1q_u32(state);
    s->efgh = vld1q_u32(state + 4);
    for (unsigned q = 0; q < 4; q++)
        s->w[q] = vld1q_u32(message + 4 * q);
}

TARGET static void compress(uint32_t *state, const uint32_t *message, size_t keys)
{
    for (size_t k = 0; k < keys; k += 2, state += 2 * STATE_WORDS, message += 2 * MESSAGE_WORDS) {
        struct stream x, y;
        take_message(&x, state, message);
        take_message(&y, state + STATE_WORDS, message + MESSAGE_WORDS);
        const uint32x4_t x_abcd = x.abcd, x_efgh = x.efgh, y_abcd = y.abcd, y_efgh = y.efgh;
        BOTH_ROUNDS(0);
        BOTH_ROUNDS(1);
        BOTH_ROUNDS(2);
        BOTH_ROUNDS(3);
        for (unsigned q = 4; q < 16; q += 4) {
            BOTH_EXPAND(0);
            BOTH_ROUNDS(q);
            BOTH_EXPAND(1);
            BOTH_ROUNDS(q + 1);
            BOTH_EXPAND(2);
            BOTH_ROUNDS(q + 2);
            BOTH_EXPAND(3);
            BOTH_ROUNDS(q + 3);
        }
        finish(&x, x_abcd, x_efgh, state);
        finish(&y, y_abcd, y_efgh, state + STATE_WORDS);
    }
}

INLINE void take(struct stream *s, const struct stream *fresh, const uint32_t *state)
{
    *s = *fresh;
    s->w[0] = vld1q_u32(state);
    s->w[1] = vld1q_u32(state + 4);
}

TARGET static size_t chain(uint32_t *state, size_t keys, struct filter filter, uint16_t *passed)
{
    static const uint32_t ends[8] = {UINT32_C(0x80000000), 0, 0, 0, 0, 0, 0, 256}; /* the padding of 32 bytes */
    size_t count = 0;
    struct stream fresh;
    fresh.abcd = vld1q_u32(sha256_start);
    fresh.efgh = vld1q_u32(sha256_start + 4);
    fresh.w[2] = vld1q_u32(ends);
    fresh.w[3] = vld1q_u32(ends + 4);
    for (size_t k = 0; k < keys; k += 2, state += 2 * STATE_WORDS) {
        struct stream x, y;
        take(&x, &fresh, state);
        take(&y, &fresh, state + STATE_WORDS);
        BOTH_ROUNDS(0);
        BOTH_ROUNDS(1);
        BOTH_ROUNDS(2);
        BOTH_ROUNDS(3);
        BOTH_EXPAND(4);
        BOTH_ROUNDS(4);
        BOTH_EXPAND(5);
        BOTH_ROUNDS(5);
        BOTH(expand_24);
        BOTH_ROUNDS(6);
        BOTH_EXPAND(7);
        BOTH_ROUNDS(7);
        BOTH_EXPAND(8);
        BOTH_ROUNDS(8);
        BOTH_EXPAND(9);
        BOTH_ROUNDS(9);
        BOTH_EXPAND(10);
        BOTH_ROUNDS(10);
        BOTH_EXPAND(11);
        BOTH_ROUNDS(11);
        BOTH_EXPAND(12);
        BOTH_ROUNDS(12);
        BOTH_EXPAND(13);
        BOTH_ROUNDS(13);
        BOTH_EXPAND(14);
        BOTH_ROUNDS(14);
        BOTH_EXPAND(15);
        BOTH_ROUNDS(15);
        finish(&x, fresh.abcd, fresh.efgh, state);
        finish(&y, fresh.abcd, fresh.efgh, state + STATE_WORDS);
        /* Branches, as in sha256_shani.c. */
        if (filter_passes(filter, FILTER_TAG(state[4], state[5])))
            passed[count++] = (uint16_t)k;
        if (filter_passes(filter, FILTER_TAG(state[STATE_WORDS + 4], state[STATE_WORDS + 5])))
            passed[count++] = (uint16_t)(k + 1);
    }
    return count;
}

const struct sha256_path sha256_armv8 = {"armv8 x2", 1, 2, has_sha, compress, chain};
#endif
