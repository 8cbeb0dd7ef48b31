#include "send_credit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"
#include "blotter/base/trace.h"

struct balance {
    uint64_t sent, returned;
};

struct send_credit {
    uint32_t partitions;
    struct balance balances[];
};

struct send_credit *send_credit_create(uint32_t partitions)
{
    struct send_credit *c = mem_new(1, sizeof *c + partitions * sizeof c->balances[0]);
    c->partitions = partitions;
    return c;
}

void send_credit_destroy(struct send_credit *c)
{
    free(c);
}

bool send_credit_is_left(const struct send_credit *c, uint32_t partition, size_t value_len)
{
    const struct balance *b = &c->balances[partition];
    BUG_IF(partition >= c->partitions || b->returned > b->sent);
    bool is_left = b->sent + value_len + CREDIT_OVERHEAD <= b->returned + CREDIT_BYTES;
    if (!is_left)
        TRACE(TRACE_CREDIT, "partition %" PRIu32 " waits: %" PRIu64 " bytes are not read yet",
              partition, b->sent - b->returned);
    return is_left;
}

void send_credit_spend(struct send_credit *c, uint32_t partition, size_t value_len)
{
    BUG_IF(partition >= c->partitions);
    c->balances[partition].sent += value_len + CREDIT_OVERHEAD;
}

void send_credit_return(struct send_credit *c, uint32_t partition, uint64_t total_bytes)
{
    BUG_IF(partition >= c->partitions);
    struct balance *b = &c->balances[partition];
    uint64_t returned = total_bytes < b->sent ? total_bytes : b->sent;
    if (returned > b->returned)
        b->returned = returned;
    TRACE(TRACE_CREDIT, "partition %" PRIu32 ": %" PRIu64 " of %" PRIu64 " bytes are read",
          partition, b->returned, b->sent);
}
