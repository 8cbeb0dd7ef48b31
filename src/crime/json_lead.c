#include "json_lead.h"

void json_lead_note(struct json_lead *lead, const struct json_walk *w)
{
    size_t len = w->lead.len <= JSON_LEAD_MAX ? w->lead.len : 0;
    memcpy(lead->bytes, w->lead.ptr, len);
    lead->len = (unsigned char)len;
    lead->opens = w->opened;
    for (size_t i = 0; i < JSON_LEAD_MAX / PLAIN_STEP; i++) {
        size_t left = len > i * PLAIN_STEP ? len - i * PLAIN_STEP : 0;
        unsigned all = (1U << PLAIN_STEP) - 1;
        lead->lanes[i] = (unsigned short)(left < PLAIN_STEP ? (1U << left) - 1 : all);
    }
}
