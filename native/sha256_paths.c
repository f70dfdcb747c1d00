/* The list of ways to hash. */
#include "sha256.h"

#ifdef BLUEZONE_X86
#include <cpuid.h>

enum {
    AMD_ZEN_5 = 0x1A, /* the first family of AMD that works on 512 bits in one step, as far as CPUID's leaf 1 tells */
};

/* The family as makers write it: base and extended family, added where the base is full (leaf 1, EAX). */
static unsigned processor_family(void)
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d)) {
        return 0;
    }
    const unsigned base = a >> 8 & 0xF;
    return base == 0xF ? base + (a >> 20 & 0xFF) : base;
}

/* Where sixteen lanes overtake the SHA instructions: docs/performance.md has the measurements. */
static int prefers_lanes(void)
{
    return __builtin_cpu_is("intel") || (__builtin_cpu_is("amd") && processor_family() >= AMD_ZEN_5);
}
#endif

#ifdef BLUEZONE_ARMV8
#define BEFORE_PORTABLE &sha256_armv8,
#else
#define BEFORE_PORTABLE
#endif

const struct sha256_path *const *sha256_paths(void)
{
#ifdef BLUEZONE_X86
    static const struct sha256_path *const lanes_first[] = {&sha256_avx512, &sha256_shani, &sha256_avx2,
                                                            BEFORE_PORTABLE &sha256_portable, NULL};
    static const struct sha256_path *const sha_first[] = {&sha256_shani, &sha256_avx512, &sha256_avx2,
                                                          BEFORE_PORTABLE &sha256_portable, NULL};
    return prefers_lanes() ? lanes_first : sha_first;
#else
    static const struct sha256_path *const any[] = {BEFORE_PORTABLE &sha256_portable, NULL};
    return any;
#endif
}
