/* For x86 since 2013 without SHA instructions: 8 keys in 256-bit registers, four times the portable speed. */
#include "sha256.h"

#ifdef BLUEZONE_X86
#define LANES 8
#define TARGET __attribute__((target("avx2")))
#define PATH sha256_avx2
#define PATH_NAME "avx2 x8"
#define PATH_SUPPORTED has_avx2

static int has_avx2(void)
{
    return __builtin_cpu_supports("avx2") != 0;
}

#include "sha256_lanes.h"
#endif
