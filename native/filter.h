/* The first question about an id, asked within the loop that hashes: could anybody in this slot have heard it?
 *
 * An id's tag is the first four of its bytes 4..11, little-endian: state bytes 16, 18, 20, 22. A tag names one word of
 * the slot's filter, and two bits in it that are set when an id with this tag is there: one access to memory. About one foreign id in a thousand passes, and is then looked up exactly (match.c).
 */
#ifndef BLUEZONE_FILTER_H
#define BLUEZONE_FILTER_H

#include <stddef.h>
#include <stdint.h>

struct filter {
    const uint64_t *words;
    uint32_t mask; /* number of words, a power of two, less one */
};

/* The tag of a state's words 4 and 5; a macro, because the words may be vectors of many keys. */
#define FILTER_TAG(e, f) (((e) >> 24) | ((e) & 0xff00) | (((f) >> 24) << 16) | (((f) & 0xff00) << 16))

static inline uint64_t filter_bits(uint32_t tag)
{
    return UINT64_C(1) << (tag >> 20 & 63) | UINT64_C(1) << (tag >> 26);
}

/* 1 or 0 */
static inline size_t filter_passes(struct filter filter, uint32_t tag)
{
    const uint64_t word = filter.words[tag & filter.mask];
    return (size_t)(word >> (tag >> 20 & 63) & word >> (tag >> 26) & 1);
}

#endif
