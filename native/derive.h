/* From seeds to day keys, and from day keys to the first state of a day (docs/protocol/2-keys.md, 1-air.md).
 *
 * Always a block of at most BLOCK_KEYS keys; the unused rest up to the path's stride is filled and ignored.
 */
#ifndef BLUEZONE_DERIVE_H
#define BLUEZONE_DERIVE_H

#include "sha256.h"

enum { SEED_BYTES = 16, KEY_BYTES = 32, ID_BYTES = 12 };

struct block {
    const struct sha256_path *path;
    size_t keys;   /* in use */
    size_t padded; /* worked on */
    uint32_t state[BLOCK_KEYS * STATE_WORDS];
    uint32_t message[BLOCK_KEYS * MESSAGE_WORDS];
    uint16_t passed[BLOCK_KEYS]; /* keys whose newest id passed the filter, ascending */
    size_t passed_count;
};

void block_begin(struct block *b, const struct sha256_path *path, size_t keys);
/* state := the day keys of seeds */
void block_keys_of_seeds(struct block *b, const uint8_t *seeds, uint32_t day);
/* state := day keys that are given */
void block_keys(struct block *b, const uint8_t *keys);
/* state := S(0) of the day keys in state, and who passes the filter */
void block_first(struct block *b, struct filter filter);
/* state := S(i + 1), and who passes the filter */
void block_next(struct block *b, struct filter filter);

void block_read(const struct block *b, size_t key, uint8_t *bytes); /* 32 bytes */
void block_id(const struct block *b, size_t key, uint8_t *id);      /* ID_BYTES */

#endif
