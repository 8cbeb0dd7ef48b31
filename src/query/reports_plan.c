/* Which of a query's predicates the table `reports` answers, and in which order. */
#include "reports_table.h"

struct report_plan {
    char letters[64];
    int count;
    bool lower, upper, last, equal;
};

static void use(struct report_plan *plan, sqlite3_index_info *info, int i, char letter)
{
    if (plan->count == (int)sizeof plan->letters - 1)
        return;
    plan->letters[plan->count++] = letter;
    info->aConstraintUsage[i].argvIndex = plan->count;
    info->aConstraintUsage[i].omit = 1;
}

static char time_letter(unsigned char op)
{
    switch (op) {
    case SQLITE_INDEX_CONSTRAINT_GT:
        return PLAN_LATER;
    case SQLITE_INDEX_CONSTRAINT_GE:
        return PLAN_FROM;
    case SQLITE_INDEX_CONSTRAINT_LT:
        return PLAN_EARLIER;
    case SQLITE_INDEX_CONSTRAINT_LE:
        return PLAN_UNTIL;
    case SQLITE_INDEX_CONSTRAINT_EQ:
        return PLAN_AT;
    default:
        return 0;
    }
}

static void plan_time(struct report_plan *plan, sqlite3_index_info *info, int i)
{
    char letter = time_letter(info->aConstraint[i].op);
    if (letter == 0)
        return;
    use(plan, info, i, letter);
    plan->lower = plan->lower || letter == PLAN_LATER || letter == PLAN_FROM || letter == PLAN_AT;
    plan->upper =
        plan->upper || letter == PLAN_EARLIER || letter == PLAN_UNTIL || letter == PLAN_AT;
}

static bool compares_bytes(sqlite3_index_info *info, int i)
{
    return sqlite3_stricmp(sqlite3_vtab_collation(info, i), "BINARY") == 0;
}

/* False: an argument is there that this plan has no value for. */
static bool plan_constraint(struct report_plan *plan, sqlite3_index_info *info, int i)
{
    const struct sqlite3_index_constraint *c = &info->aConstraint[i];
    bool is_equality = c->op == SQLITE_INDEX_CONSTRAINT_EQ;
    if (c->iColumn >= ARGUMENT_LAST && is_equality) {
        if (!c->usable)
            return false;
        use(plan, info, i, (char)(PLAN_BY_COLUMN + c->iColumn));
        plan->last = plan->last || c->iColumn == ARGUMENT_LAST;
    } else if (c->usable && c->iColumn == REPORTED_AT && compares_bytes(info, i)) {
        plan_time(plan, info, i);
    } else if (c->usable && report_is_named(c->iColumn) && is_equality && compares_bytes(info, i)) {
        use(plan, info, i, (char)(PLAN_BY_COLUMN + c->iColumn));
        plan->equal = true;
    }
    return true;
}

/* Which rows there are is not known yet, so these are those of a quarter of a year. */
static void plan_cost(const struct report_plan *plan, sqlite3_index_info *info)
{
    double rows = 20000;
    if (plan->last || (plan->lower && plan->upper))
        rows /= 100;
    else if (plan->lower || plan->upper)
        rows /= 3;
    info->estimatedCost = rows + 20;
    info->estimatedRows = (sqlite3_int64)(plan->equal ? rows / 20 + 1 : rows);
}

static void plan_order(sqlite3_index_info *info)
{
    if (info->nOrderBy != 1)
        return;
    int column = info->aOrderBy[0].iColumn;
    if (column != REPORTED_AT && !report_is_named(column))
        return;
    info->idxNum = info->aOrderBy[0].desc ? PLAN_BACKWARDS : 0;
    if (report_is_named(column))
        info->idxNum |= (column + 1) << PLAN_ORDERED_SHIFT;
    info->orderByConsumed = 1;
}

int reports_plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    struct report_plan plan = {.count = 0};
    for (int i = 0; i < info->nConstraint; i++)
        if (!plan_constraint(&plan, info, i))
            return SQLITE_CONSTRAINT;
    plan_cost(&plan, info);
    plan_order(info);
    info->idxStr = sqlite3_mprintf("%s", plan.letters);
    info->needToFreeIdxStr = 1;
    return info->idxStr != NULL ? SQLITE_OK : SQLITE_NOMEM;
}
