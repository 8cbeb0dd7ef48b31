#!/usr/bin/env python3
"""Faults put into the code by hand, one at a time: do the storms find them?

    tests/storm/mutants.py [NAME...]      all of them, or these

A copy of the tree is built without sanitizers; each fault is a piece of a line that becomes another. Prints which seed
found it; exits with 1 when fewer than LEAST are found."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEDULES, LEAST, PATIENCE_S = 2000, 28, 600

MUTANTS = (  # the fault, where, and what becomes what
    ("a file is not synced", "session/checkpointer.c", "return fsync(fd) == 0 ? 0 : -errno;", "return 0;"),
    ("a folder is not synced", "session/checkpointer.c", "c->result = sync_folder(c);", "c->result = 0;"),
    ("a failed write is taken for one that went well", "session/checkpointer.c",
     "int result = write_all(fd, buffer_text(&c->bytes));", "int result = 0 * write_all(fd, buffer_text(&c->bytes));"),
    ("a short write is taken for a whole one", "session/checkpointer.c",
     "(struct text){bytes.ptr + put, bytes.len - (size_t)put}", "(struct text){NULL, 0}"),
    ("what a killed one has left stays", "session/checkpointer.c", "!drop_temporary(c, err) || ", ""),
    ("a short read is taken for a whole one", "session/checkpointer.c", "} while (got > 0 ||", "} while (got < 0 &&"),
    ("an offset is one too many", "session/topic_source.c", "consumer_next_offset(t->consumer, p);",
     "consumer_next_offset(t->consumer, p) + 1;"),
    ("an offset is one too few", "session/topic_source.c", "consumer_next_offset(t->consumer, p);",
     "consumer_next_offset(t->consumer, p) - 1;"),
    ("all partitions have the first one's offset", "session/checkpoint.c", "(uint64_t)c->offsets[p]",
     "(uint64_t)c->offsets[0]"),
    ("a checkpoint before the topic's end was seen", "session/topic_source.c", "!t->both.status.caught_up || ", ""),
    ("a checkpoint before its tick is out", "session/session_ask.c", "s->held = on;", "s->held = false;"),
    ("ticks that wait for room hold no checkpoint up", "commands/pipeline.c",
     "!sound || c->printing || !output_is_out(&c->output)", "!sound"),
    ("ticks begin anew after a checkpoint", "commands/ticks.c", "        resume(ticks, a);", "        (void)resume;"),
    ("the tick of a checkpoint comes again", "commands/ticks.c", "civil_add(analysis_position(a), 1)",
     "analysis_position(a)"),
    ("no ticks between a run's end and the next one", "commands/ticks.c", "!ticks->goes_on && ", ""),
    ("figures move on while ticks wait", "session/topic_source.c", "if (t->both.figures_lag)", "if (false)"),
    ("a duplicate is counted", "window/run.c", "return fills ? SEQ_FILLS_GAP : SEQ_DUPLICATE;",
     "return SEQ_FILLS_GAP;"),
    ("a report says that its second is over", "window/run.c", "civil_add(reported_at, -1)", "reported_at"),
    ("the clock is the fastest officer's", "window/run.c", "run->holders > 0 ? smallest : largest", "largest"),
    ("what waits is counted twice after a checkpoint", "window/analysis.c",
     "    lanes_clear(&a->lanes);\n    run_destroy(a->run);\n    a->run = next;",
     "    run_destroy(a->run);\n    a->run = next;"),
    ("an officer goes on one report too late", "session/history.c", "h->sent[i] = m->seq;",
     "h->sent[i] = m->seq + 1;"),
    ("an officer goes on one report too early", "replay/stream.c", ">= s->plan.sent_before[officer - 1]",
     "+ 1 >= s->plan.sent_before[officer - 1]"),
    ("a clock at the time of a report that is to come", "replay/stream.c", "civil_add(next_at, -1));\n    begin_burst(s, BURST_CLOCK",
     "next_at);\n    begin_burst(s, BURST_CLOCK"),
    ("an hour's clock before its last report", "replay/stream.c", "next_at.s > hour_end(s->sent_at).s",
     "next_at.s >= hour_end(s->sent_at).s"),
    ("it ends before all has arrived", "replay/player.c", "p->phase == PHASE_DRAINING && outstanding == 0",
     "p->phase == PHASE_DRAINING"),
    ("a run goes on a minute too late", "session/own_source.c", "o->continues_at = place->at;",
     "o->continues_at = civil_add(place->at, 60);"),
    ("an interrupted write is a failure", "replay/writer.c", "errno != EINTR", "true"),
    ("alerts are told again", "commands/report.c", "    alerts_clear_events(alerts);\n", ""),
    ("an alert's beginning is not in a checkpoint", "alert/alerts_save.c", "wire_put_time(out, watch->since);",
     "wire_put_time(out, watch->ended);"),
    ("a window's last second counts", "window/windows.c",
     "        evict(w, &w->of[i], civil_add(to, -w->of[i].length_s));", "        evict(w, &w->of[i], civil_add(to, -w->of[i].length_s - 60));"),
    ("what is kept of the next run is dropped", "session/topic_runs.c",
     "    take_backlog(a, &a->parts[a->part]);\n", "    (void)take_backlog;\n"),
    ("near is not saved", "window/save.c", "wire_put_u64(out, t->near);", "wire_put_u64(out, 0);"),
)


def run(command, folder, seconds):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=seconds)


def build(tree):
    made = run(["ninja", "-C", "build", "tests/storm/storm"], tree, PATIENCE_S)
    if made.returncode != 0:
        sys.exit(made.stdout[-3000:])


def storm(tree):
    """What it says when something is wrong, else nothing."""
    try:
        found = run(["build/tests/storm/storm", "--count", str(SCHEDULES)], tree, PATIENCE_S)
    except subprocess.TimeoutExpired:
        return "it hangs"
    if found.returncode == 0:
        return ""
    seed = re.search(r"# (seed \d+: .*)", found.stdout)
    return seed[1][:110] if seed else f"it dies with {found.returncode}: {found.stderr.strip()[-100:]}"


def try_mutant(tree, mutant):
    name, file, before, after = mutant
    path = tree / "src" / file
    text = path.read_text(encoding="utf-8")
    if before not in text:
        sys.exit(f"{file} has no {before!r}")
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    build(tree)
    result = storm(tree)
    path.write_text(text, encoding="utf-8")
    print(f"{'found' if result else 'NOT FOUND'}  {name}  ({result})", flush=True)
    return bool(result)


def main():
    wanted = [mutant for mutant in MUTANTS if not sys.argv[1:] or mutant[0] in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder) / "tree"
        shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns("build*", ".git"))
        made = run(["meson", "setup", "build", "-Dbuildtype=debugoptimized"], tree, PATIENCE_S)
        if made.returncode != 0:
            sys.exit(made.stdout[-3000:])
        build(tree)
        if storm(tree):
            sys.exit("the tree has a fault of its own")
        found = sum(try_mutant(tree, mutant) for mutant in wanted)
    print(f"{found} of {len(wanted)} are found")
    return 0 if found >= min(LEAST, len(wanted)) else 1


if __name__ == "__main__":
    sys.exit(main())
