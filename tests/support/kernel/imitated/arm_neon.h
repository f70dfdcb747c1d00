/* The few names of <arm_neon.h> that native/sha256_armv8.c uses, in plain C for any processor.
 *
 * Written from FIPS 180-4 and the operations of the Arm Architecture Reference Manual, word by word, so that the lines
 * of that path can be watched where no ARM processor is. What the instructions really do, only an emulator or a
 * processor can say (tests/kernel/test_armv8.py asks the first).
 */
#ifndef BLUEZONE_IMITATED_ARM_NEON_H
#define BLUEZONE_IMITATED_ARM_NEON_H

#include <stdint.h>
#include <string.h>

typedef struct {
    uint32_t lane[4];
} uint32x4_t;

static inline uint32x4_t vld1q_u32(const uint32_t *from)
{
    uint32x4_t loaded;
    memcpy(&loaded, from, sizeof loaded);
    return loaded;
}

static inline void vst1q_u32(uint32_t *to, uint32x4_t value)
{
    memcpy(to, &value, sizeof value);
}

static inline uint32x4_t vaddq_u32(uint32x4_t a, uint32x4_t b)
{
    for (unsigned i = 0; i < 4; i++)
        a.lane[i] += b.lane[i];
    return a;
}

static inline uint32_t imitated_rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

/* Four rounds over the state a..h; both halves come back. */
static inline void imitated_rounds(uint32x4_t *abcd, uint32x4_t *efgh, uint32x4_t wk)
{
    uint32_t *const x = abcd->lane, *const y = efgh->lane;
    for (unsigned i = 0; i < 4; i++) {
        const uint32_t choose = (y[0] & y[1]) ^ (~y[0] & y[2]);
        const uint32_t majority = (x[0] & x[1]) ^ (x[0] & x[2]) ^ (x[1] & x[2]);
        const uint32_t first = y[3] + choose + wk.lane[i] +
                               (imitated_rotate(y[0], 6) ^ imitated_rotate(y[0], 11) ^ imitated_rotate(y[0], 25));
        const uint32_t second =
            majority + (imitated_rotate(x[0], 2) ^ imitated_rotate(x[0], 13) ^ imitated_rotate(x[0], 22));
        y[3] = y[2], y[2] = y[1], y[1] = y[0], y[0] = x[3] + first;
        x[3] = x[2], x[2] = x[1], x[1] = x[0], x[0] = first + second;
    }
}

static inline uint32x4_t vsha256hq_u32(uint32x4_t abcd, uint32x4_t efgh, uint32x4_t wk)
{
    imitated_rounds(&abcd, &efgh, wk);
    return abcd;
}

static inline uint32x4_t vsha256h2q_u32(uint32x4_t efgh, uint32x4_t abcd, uint32x4_t wk)
{
    imitated_rounds(&abcd, &efgh, wk);
    return efgh;
}

static inline uint32x4_t vsha256su0q_u32(uint32x4_t w0, uint32x4_t w4)
{
    const uint32_t after[4] = {w0.lane[1], w0.lane[2], w0.lane[3], w4.lane[0]};
    for (unsigned i = 0; i < 4; i++)
        w0.lane[i] += imitated_rotate(after[i], 7) ^ imitated_rotate(after[i], 18) ^ after[i] >> 3;
    return w0;
}

static inline uint32x4_t vsha256su1q_u32(uint32x4_t partly, uint32x4_t w8, uint32x4_t w12)
{
    const uint32_t seven_before[4] = {w8.lane[1], w8.lane[2], w8.lane[3], w12.lane[0]};
    for (unsigned i = 0; i < 4; i++) {
        const uint32_t two_before = i < 2 ? w12.lane[2 + i] : partly.lane[i - 2];
        partly.lane[i] += seven_before[i] + (imitated_rotate(two_before, 17) ^ imitated_rotate(two_before, 19) ^
                                             two_before >> 10);
    }
    return partly;
}

#endif
