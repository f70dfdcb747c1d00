/* The list of ways to hash. */
#include "sha256.h"

/* The order is that of the measurements in docs/performance.md. */
const struct sha256_path *const sha256_paths[] = {
#ifdef BLUEZONE_X86
    &sha256_shani,
    &sha256_avx512,
    &sha256_avx2,
#endif
    &sha256_portable,
    NULL,
};
