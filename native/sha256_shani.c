/* For x86 with SHA instructions: two chains in flight, so that one hashes while the other waits.
 *
 * A round instruction takes four cycles and can start every cycle. Two streams in the source, and independent keys
 * behind each other in the loop, keep it busy; four streams brought 2-4 % more and were left out.
 */
#include "sha256.h"
#include "sha256_constants.h"

#ifdef BLUEZONE_X86
#include <cpuid.h>
#include <immintrin.h>

#define TARGET __attribute__((target("sha,sse4.1,ssse3")))
#define INLINE static inline __attribute__((always_inline)) TARGET

static int has_sha(void)
{
    unsigned a, b, c, d;
    return __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3") &&
           __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

/* One stream: the working state in the order the instructions want, and the last sixteen words of the schedule. */
struct stream {
    __m128i abef, cdgh, w[4];
};

INLINE __m128i load(const uint32_t *four)
{
    return _mm_loadu_si128((const __m128i *)four);
}

INLINE void start(struct stream *s, __m128i abcd, __m128i efgh)
{
    const __m128i badc = _mm_shuffle_epi32(abcd, 0xB1), hgfe = _mm_shuffle_epi32(efgh, 0x1B);
    s->abef = _mm_alignr_epi8(badc, hgfe, 8);
    s->cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
}

INLINE void finish(struct stream *s, __m128i abef, __m128i cdgh, uint32_t *state)
{
    abef = _mm_shuffle_epi32(_mm_add_epi32(s->abef, abef), 0x1B);
    cdgh = _mm_shuffle_epi32(_mm_add_epi32(s->cdgh, cdgh), 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(abef, cdgh, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(cdgh, abef, 8));
}

/* Rounds 4q .. 4q+3 with the four words that stand in the schedule. */
INLINE void four_rounds(struct stream *s, unsigned q)
{
    const __m128i wk = _mm_add_epi32(s->w[q % 4], load(sha256_round + 4 * (size_t)q));
    s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, wk);
    s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh, _mm_shuffle_epi32(wk, 0x0E));
}

/* Words 4q .. 4q+3 of the schedule take the place of those sixteen before. */
INLINE void expand(struct stream *s, unsigned q)
{
    __m128i *const w = s->w;
    const __m128i nine_before = _mm_alignr_epi8(w[(q + 3) % 4], w[(q + 2) % 4], 4);
    w[q % 4] = _mm_add_epi32(_mm_sha256msg1_epu32(w[q % 4], w[(q + 1) % 4]), nine_before);
    w[q % 4] = _mm_sha256msg2_epu32(w[q % 4], w[(q + 3) % 4]);
}

/* Words 16 .. 19 where words 9 .. 12 are zero. */
INLINE void expand_16(struct stream *s)
{
    s->w[0] = _mm_sha256msg2_epu32(_mm_sha256msg1_epu32(s->w[0], s->w[1]), s->w[3]);
}

/* Words 24 .. 27 where words 9 .. 12 are zero. */
INLINE void expand_24(struct stream *s)
{
    s->w[2] = _mm_sha256msg2_epu32(_mm_add_epi32(s->w[2], _mm_alignr_epi8(s->w[1], s->w[0], 4)), s->w[1]);
}

#define BOTH(action) (action(&x), action(&y))
#define BOTH_EXPAND(q) (expand(&x, q), expand(&y, q))
#define BOTH_ROUNDS(q) (four_rounds(&x, q), four_rounds(&y, q))

INLINE void take_message(struct stream *s, const uint32_t *state, const uint32_t *message)
{
    start(s, load(state), load(state + 4));
    for (unsigned q = 0; q < 4; q++)
        s->w[q] = load(message + 4 * q);
}

TARGET static void compress(uint32_t *state, const uint32_t *message, size_t keys)
{
    for (size_t k = 0; k < keys; k += 2, state += 2 * STATE_WORDS, message += 2 * MESSAGE_WORDS) {
        struct stream x, y;
        take_message(&x, state, message);
        take_message(&y, state + STATE_WORDS, message + MESSAGE_WORDS);
        const __m128i x_abef = x.abef, x_cdgh = x.cdgh, y_abef = y.abef, y_cdgh = y.cdgh;
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
        finish(&x, x_abef, x_cdgh, state);
        finish(&y, y_abef, y_cdgh, state + STATE_WORDS);
    }
}

INLINE void take(struct stream *s, const struct stream *fresh, const uint32_t *state)
{
    *s = *fresh;
    s->w[0] = load(state);
    s->w[1] = load(state + 4);
}

/* See filter.h: bytes 16, 18, 20 and 22 of a state. */
INLINE uint32_t tag_of(const uint32_t *state)
{
    const __m128i pick = _mm_set_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 5, 7, 1, 3);
    return (uint32_t)_mm_cvtsi128_si32(_mm_shuffle_epi8(load(state + 4), pick));
}

TARGET static size_t chain(uint32_t *state, size_t keys, struct filter filter, uint16_t *passed)
{
    size_t count = 0;
    struct stream fresh;
    start(&fresh, load(sha256_start), load(sha256_start + 4));
    fresh.w[2] = _mm_set_epi32(0, 0, 0, INT32_MIN); /* the padding of 32 bytes */
    fresh.w[3] = _mm_set_epi32(256, 0, 0, 0);
    for (size_t k = 0; k < keys; k += 2, state += 2 * STATE_WORDS) {
        struct stream x, y;
        take(&x, &fresh, state);
        take(&y, &fresh, state + STATE_WORDS);
        BOTH_ROUNDS(0);
        BOTH_ROUNDS(1);
        BOTH_ROUNDS(2);
        BOTH_ROUNDS(3);
        BOTH(expand_16);
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
        finish(&x, fresh.abef, fresh.cdgh, state);
        finish(&y, fresh.abef, fresh.cdgh, state + STATE_WORDS);
        /* Branches that nearly never take, so that the next keys start before this answer is there: a store that
         * waited for it would hold their loads back and cost a quarter of the speed. */
        if (filter_passes(filter, tag_of(state)))
            passed[count++] = (uint16_t)k;
        if (filter_passes(filter, tag_of(state + STATE_WORDS)))
            passed[count++] = (uint16_t)(k + 1);
    }
    return count;
}

const struct sha256_path sha256_shani = {"sha-ni x2", 1, 2, has_sha, compress, chain};
#endif
