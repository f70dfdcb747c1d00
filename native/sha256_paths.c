/* The list of ways to hash. */
#include "sha256.h"

/* The orders are those of the measurements in docs/performance.md: Intel's SHA instructions take about twice as long as
 * AMD's, so that sixteen lanes overtake them there. */
const struct sha256_path *const *sha256_paths(void)
{
#ifdef BLUEZONE_X86
    static const struct sha256_path *const intel[] = {&sha256_avx512, &sha256_shani, &sha256_avx2, &sha256_portable, NULL};
    static const struct sha256_path *const other[] = {&sha256_shani, &sha256_avx512, &sha256_avx2, &sha256_portable, NULL};
    return __builtin_cpu_is("intel") ? intel : other;
#else
    static const struct sha256_path *const any[] = {&sha256_portable, NULL};
    return any;
#endif
}
