/* Whose memory it is: what a process has allocated is freed when it is killed, since nobody else
 * does. */
#ifndef BLOTTER_TESTS_STORM_MEMORY_OF_H
#define BLOTTER_TESTS_STORM_MEMORY_OF_H

struct process;

/* What is allocated from now on is that process's; returns whose it was before. NULL: the
 * simulation's. */
struct process *memory_own(struct process *p);
void memory_free_of(const struct process *p);
void memory_free_all(void);

#endif
