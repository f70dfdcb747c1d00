/* For any processor: plain C, one key at a time. */
#define LANES 1
#define TARGET
#define PATH sha256_portable
#define PATH_NAME "portable"
#define PATH_SUPPORTED always

static int always(void)
{
    return 1;
}

#include "sha256_lanes.h"
