/* Credit: a sink that drops what is not read in time gets no more bytes of a partition than its
 * reader is behind by at most (DESIGN §4 "Credit"). */
#ifndef BLOTTER_REPLAY_SEND_CREDIT_H
#define BLOTTER_REPLAY_SEND_CREDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CREDIT_BYTES = 4 * 1024 * 1024, CREDIT_OVERHEAD = 64 };

struct send_credit;

struct send_credit *send_credit_create(uint32_t partitions);
void send_credit_destroy(struct send_credit *c); /* takes NULL */

/* May a message with a value of so many bytes be sent there? It has been; and the total that the
 * reader says it has read: one that is more than was sent counts as that. */
bool send_credit_is_left(const struct send_credit *c, uint32_t partition, size_t value_len);
void send_credit_spend(struct send_credit *c, uint32_t partition, size_t value_len);
void send_credit_return(struct send_credit *c, uint32_t partition, uint64_t total_bytes);

#endif
