"""`--faults` with twenty seeds: each kind alone, all together, and none."""
import json

from test_faults import FOUND_AS, MANY, FaultCase

SEEDS = range(20)
ALONE = ("late=6%:90m", "duplicate=6%", "missing=6%", "garbled=6%",
         "silent=1@03:00+6h")
AT_ONCE = 5


class Seeds(FaultCase):
    def made_up(self, rows):
        """A file of a few days, quickly read."""
        run = self.run_to_end("generate", "--rows", rows, "--seed", 1)
        return self.file(run.out.decode(), "made-up.csv")

    def side_by_side(self, jobs):
        """The job and its run: some side by side, as each mostly waits."""
        for first in range(0, len(jobs), AT_ONCE):
            some = jobs[first:first + AT_ONCE]
            runs = [self.start("report", *words) for _, words in some]
            yield from zip((job for job, _ in some), runs)

    def test_each_kind_alone(self):
        path = self.made_up(600)
        jobs = [((faults, seed), ("--faults", faults, "--seed", seed, path))
                for seed in SEEDS for faults in ALONE]
        for (faults, seed), run in self.side_by_side(jobs):
            summary = self.check_run(run, faults=faults, seed=seed,
                                     files=(path,))
            self.assertEqual(list(summary["injected"]),
                             [faults.partition("=")[0]])
            self.assertGreater(*summary["injected"].values(), 0)

    def test_all_kinds_together(self):
        path = self.made_up(2000)
        jobs = [(seed, ("--faults", MANY, "--every", "7h", "--seed", seed,
                        path)) for seed in SEEDS]
        for seed, run in self.side_by_side(jobs):
            self.check_run(run, faults=MANY, every="7h", seed=seed,
                           files=(path,))

    def test_without_faults_nothing_is_found(self):
        path = self.made_up(600)
        jobs = [(seed, ("--seed", seed, path)) for seed in SEEDS]
        for seed, run in self.side_by_side(jobs):
            self.assertEqual(run.end(), 0)
            self.equal_report(run, seed=seed, files=(path,))
            summary = json.loads(run.lines()[-1])
            self.assertNotIn("injected", summary)
            self.assertEqual([summary[name] for name in FOUND_AS.values()],
                             [0] * len(FOUND_AS))
