/* For x86 servers: 16 keys in 512-bit registers, with their rotate and three-operand logic instructions. */
#include "sha256.h"

#ifdef BLUEZONE_X86
#define LANES 16
#ifdef AVX512_STAND_IN /* scripts/sanitize-kernel: the same lines on a machine that lacks the instructions */
#define TARGET
#else
#define TARGET __attribute__((target("avx512f,avx512vl,avx512bw")))
#endif
#define PATH sha256_avx512
#define PATH_NAME "avx-512 x16"
#define PATH_SUPPORTED has_avx512

static int has_avx512(void)
{
#ifdef AVX512_STAND_IN
    return 1;
#endif
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bw");
}

#include "sha256_lanes.h"
#endif
