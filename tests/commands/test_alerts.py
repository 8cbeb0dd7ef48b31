"""`--alert`: what `report` says of rules, against brute force."""
import json

import blotter_reference as reference
import reference_alerts
from command_case import CommandCase, book

RULES = (
    "robberies: ROBBERY near >= 2 in 6h for 30m keep 2h",
    "assaults: assault > 25 in 3h",
    "surge: total >= 1.6x in 4h for 10m keep 1h",
    "areas: BURGLARY >= 5 in 6h by area keep 30m",
    "quiet: total < 20 in 6h",
    "kinds: total == 3 in 2h by crime for 1m",
    "blocks: total near >= 2 in 90m by district keep 3h",
    "less: ROBBERY <= 0.5x in 12h by area",
)


def words(rules):
    return [word for rule in rules for word in ("--alert", rule)]


def alert_lines(run):
    return [line for line in map(json.loads, run.lines())
            if line["kind"] == "alert"]


class Alerts(CommandCase):
    def check(self, rules, *more, **options):
        run = self.run_to_end("report", *words(rules), *more, status=0)
        expected = reference_alerts.alerts(book(**options), rules)
        self.assertEqual(alert_lines(run), expected, rules)
        return run

    def test_those_of_the_quarter_are_those_of_brute_force(self):
        run = self.check(RULES, "--every", "1d", every="1d")
        self.assertGreater(len(alert_lines(run)), 1000)

    def test_an_alert_stands_before_a_tick_of_its_time(self):
        run = self.run_to_end("report", *words(RULES), "--end", "2023-01-20",
                              status=0)
        lines = [json.loads(line) for line in run.lines()][:-1]
        order = [(line["at"], line["kind"] == "tick") for line in lines]
        self.assertEqual(order, sorted(order))

    def test_they_are_the_same_at_a_speed_and_with_more_partitions(self):
        rules = RULES[:4]
        end = "2023-01-12"
        wanted = reference_alerts.alerts(
            book(end=reference.seconds(end), every="1d"), rules)
        for more in (("--speed", "7d"), ("--partitions", 4),
                     ("--partitions", 3, "--officers", 9, "--speed", "10d")):
            run = self.run_to_end("report", *words(rules), "--end", end,
                                  "--every", "1d", *more, status=0)
            self.assertEqual(alert_lines(run), wanted, more)

    def test_csv_and_text_hold_the_same(self):
        rules = RULES[:1]
        asked = ("report", *words(rules), "--every", "7d", "--format")
        found = self.run_to_end(*asked, "csv", status=0).lines()
        wanted = []
        for line in reference_alerts.alerts(book(every="7d"), rules):
            begin = f"{line['at']},alert,"
            for measure, value in (
                    (line["state"], line["value"]), ("since", line["since"]),
                    ("ended", line.get("ended")), ("peak", line.get("peak"))):
                if value is not None:
                    wanted.append(f"{begin}{measure},robberies,{value}")
        self.assertEqual([line.decode().rstrip() for line in found
                          if b",alert," in line], wanted)
        text = self.run_to_end(*asked, "text", status=0).out.decode()
        self.assertEqual(text.count("ALERT: "),
                         len([w for w in wanted if ",firing," in w]))
        self.assertEqual(text.count("resolved, at most "),
                         len([w for w in wanted if ",peak," in w]))

    def test_with_fail_on_alert_the_status_is_three(self):
        asked = ("report", "--every", "7d", "--fail-on-alert", "--alert")
        self.run_to_end(*asked, "r: total > 0 in 1h", status=3)
        self.run_to_end(*asked, "r: total > 100000 in 1h", status=0)


class Configured(CommandCase):
    def configure(self, entry):
        path = self.folder / "blotter" / "config"
        path.parent.mkdir()
        path.write_text(f"[alerts]\n{entry}\n")
        self.configured = {**self.environment,
                           "XDG_CONFIG_HOME": str(self.folder)}

    def test_rules_stand_under_alerts_in_the_configuration(self):
        self.configure("robberies = ROBBERY near >= 2 in 6h for 30m keep 2h")
        run = self.run_to_end("report", "--every", "1d", env=self.configured,
                              status=0)
        self.assertEqual(alert_lines(run), reference_alerts.alerts(
            book(every="1d"), RULES[:1]))

    def test_what_is_wrong_names_the_rule_or_the_line(self):
        self.refused(("report", "--alert", "r: total > 1 in 1h by premise"),
                     2, "--alert", 'at "premise": expected crime')
        self.refused(("report", "--alert", "r: total > 1 in 1h", "--alert",
                      "r: total > 2 in 1h"), 2, "a rule named r already")
        self.configure("x = total > many in 1h")
        self.refused(("report",), 2, "config:2: ", 'at "many"',
                     env=self.configured)
