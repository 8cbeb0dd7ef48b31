"""Spark keeps the windows of a topic that blotter writes (design §4, §10).

Every window of --windows at every multiple of --every goes to TOPIC-windows.
src/engine.sh starts this job.

Why not `withWatermark` and `window()`? Spark's watermark is the largest time
seen anywhere, less a fixed delay. A partition that is read later is behind
it, and its reports are dropped; an hour without a report has no window; the
last windows of a stream wait for an event that never comes. But each officer
says how far it is, by its clocks and at last by its `end`. So the job takes
micro-batches from Spark and the time from the officers: a tick is counted
once the clock, the smallest over the officers, has passed it.

What the next batch needs is left in a folder: the officers' clocks as JSON,
and as Parquet the reports that a window may still hold. A batch in which the
job is killed comes again with the same messages, finds the folder of the one
before as it was, and writes the same values under the same keys.
"""
import argparse
import json
import shutil
import time
from pathlib import Path

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

DAY = 86400
UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY}
MESSAGES_A_BATCH = 200000
MESSAGE = """kind STRING, run STRING, continues STRING, began LONG,
    officer INT, officers INT, seq LONG, at TIMESTAMP,
    windows_from TIMESTAMP, reported_at TIMESTAMP, crime STRING, area STRING,
    district STRING, address STRING, premise STRING, lat DOUBLE, lon DOUBLE"""
REPORT = """officer INT, seq LONG, reported_at LONG, counts_from LONG,
    crime STRING, place STRING, near BOOLEAN"""

# A window of `length` holds at the tick `at` what was reported in
# (at - length, at], so a report is in it at each tick from the first that is
# not before it to the last in [reported_at, reported_at + length). What enters
# and leaves at the same ticks is counted together before it is spread over them.
FIGURES = """
WITH ticks AS (
    SELECT window, length, explode(sequence({first}, {last}, {every})) AS at
    FROM {windows}),
spans AS (
    SELECT *, greatest({first}, counts_from
                  + pmod({midnight} - counts_from, {every})) AS enters,
              least({last}, reported_at + length - 1
                  - pmod(reported_at + length - 1 - {midnight}, {every}))
                  AS leaves
    FROM {reports} CROSS JOIN {windows}),
together AS (
    SELECT window, enters, leaves, kind, name, count(*) AS n,
           count_if(near) AS near
    FROM spans LATERAL VIEW stack(2, 'crime', crime, 'place', place)
        AS kind, name
    WHERE enters <= leaves GROUP BY window, enters, leaves, kind, name),
counted AS (
    SELECT window, at, kind, name, sum(n) AS n, sum(near) AS near
    FROM together LATERAL VIEW explode(sequence(enters, leaves, {every}))
        AS at
    GROUP BY window, at, kind, name),
figures AS (
    SELECT window, at, sum(n) FILTER (WHERE kind = 'crime') AS total,
           sum(near) FILTER (WHERE kind = 'crime') AS near,
           collect_list(struct(-n AS less, name))
               FILTER (WHERE kind = 'crime') AS crimes,
           collect_list(struct(-n AS less, name))
               FILTER (WHERE kind = 'place') AS places
    FROM counted GROUP BY window, at)
SELECT * FROM ticks LEFT JOIN figures USING (window, at)
WHERE at - length >= {whole_from} ORDER BY at, length
"""
VALUE = ('{"kind":"window","by":"spark","window":"%s","at":"%s","total":%d,'
         '"near":%d,"crimes":%s,"places":%s}')
# The most frequent first, then by the name's bytes, as pairs in JSON.
TOP = """concat('[', array_join(transform(
    slice(array_sort(coalesce({0}, array())), 1, 5),
    top -> concat('[', substr(to_json(array(top.name)), 2,
        length(to_json(array(top.name))) - 2), ',', -top.less, ']')),
    ','), ']')"""


def seconds(duration):
    """Of 90s, 10m, 1h or 2d; without a unit seconds."""
    number = duration.rstrip("smhd")
    return int(number) * UNITS[duration[len(number):] or "s"]


# --- what the messages say -----------------------------------------------


def parse(messages, options):
    """Their values as columns, with times in seconds since 1970."""
    lat, lon, degrees = map(float, options.near.split(","))
    north, east = F.col("lat") - lat, F.col("lon") - lon
    fields = messages.select("offset", F.from_json(
        F.col("value").cast("string"), MESSAGE).alias("m"))
    fields = fields.select("offset", "m.*")
    for name in "at", "windows_from", "reported_at":
        fields = fields.withColumn(name, F.unix_timestamp(name))
    return (fields
            .withColumn("place", F.col(options.place))
            .withColumn("near", F.coalesce(
                F.sqrt(north * north + east * east) < degrees, F.lit(False)))
            # Up to this time all of the officer's reports have been sent.
            .withColumn("clock", F.expr(
                """CASE kind WHEN 'crime' THEN reported_at - 1
                             WHEN 'start' THEN windows_from
                             ELSE at END"""))
            .where("run IS NOT NULL AND officer IS NOT NULL "
                   "AND clock IS NOT NULL"))


def heard(messages):
    """What each officer of each run has said in this batch."""
    return messages.groupBy("run", "officer").agg(
        F.min("began").alias("began"), F.max("continues").alias("continues"),
        F.max("officers").alias("officers"),
        F.min(F.when(F.col("kind") == "start", F.col("at"))).alias("begins"),
        F.min("windows_from").alias("windows_from"),
        F.max("reported_at").alias("last"), F.max("clock").alias("clock"),
        F.max_by("kind", "offset").alias("kind")).collect()


# --- how far the run is --------------------------------------------------


def begin(said):
    """A run, by what its officers have said first."""
    starts = [row for row in said if row.began is not None]
    begins = min(row.begins for row in starts)
    windows_from = min(row.windows_from for row in starts)
    from_its_first = windows_from == begins and not starts[0].continues
    return {"run": said[0].run, "began": min(row.began for row in starts),
            "officers": 0, "clocks": {}, "ended": {}, "last": 0,
            "ticked": begins, "midnight": (begins + 1) // DAY * DAY,
            # A window that begins before this is filling: not written.
            "whole_from": 0 if from_its_first else windows_from}


def newest_run(state, rows):
    """Only one run is counted: the one that began last."""
    runs = {}
    for row in rows:
        runs.setdefault(row.run, []).append(row)
    if state is not None:
        runs.pop(state["run"], None)
    begun = [begin(said) for said in runs.values()
             if any(row.began is not None for row in said)]
    return max([*begun, *filter(None, [state])],
               key=lambda found: found["began"], default=None)


def listen(state, rows):
    """Moves the clocks of the officers that have spoken."""
    for row in rows:
        if row.run == state["run"]:
            name = str(row.officer)
            state["clocks"][name] = max(
                row.clock, state["clocks"].get(name, row.clock))
            state["ended"][name] = row.kind == "end"
            state["officers"] = max(state["officers"], row.officers or 0)
            state["last"] = max(state["last"], row.last or 0)


def last_tick(state, every):
    """The last tick that can be counted."""
    clocks, ended = state["clocks"], state["ended"]
    if len(clocks) < max(1, state["officers"]):
        return state["ticked"]      # somebody has not been heard yet
    if all(ended.values()):
        # No later event closes the last windows: the ends do.
        clock = max(*clocks.values(), state["last"] + (
            state["midnight"] - state["last"]) % every)
    else:
        # A late report may still count from that second on.
        clock = min(at for name, at in clocks.items() if not ended[name]) - 1
    return max(state["ticked"], clock - (clock - state["midnight"]) % every)


# --- the windows ---------------------------------------------------------


def crimes(messages, clocks):
    """The reports of a batch. A late one stands behind its officer's clock,
    and counts from that clock on."""
    before = Window.partitionBy("officer").orderBy("offset").rowsBetween(
        Window.unboundedPreceding, -1)
    at_first = F.from_json(F.lit(json.dumps(clocks)), "MAP<STRING, LONG>")[
        F.col("officer").cast("string")]
    return (messages
            .withColumn("counts_from", F.greatest(
                "reported_at", F.max("clock").over(before), at_first))
            .where("kind = 'crime'")
            .select("officer", "seq", "reported_at", "counts_from", "crime",
                    "place", "near"))


class Windows:
    """What Spark calls with each micro-batch."""

    def __init__(self, options):
        self.options = options
        self.every = seconds(options.every)
        self.lengths = {name: seconds(name)
                        for name in options.windows.split(",")}
        self.folder = Path(options.folder) / "state"

    def __call__(self, batch, number):
        spark = batch.sparkSession
        messages = parse(batch, self.options).persist()
        rows = heard(messages)
        before, held = self.load(spark, number - 1)
        state = newest_run(before, rows)
        if state is not None:
            if before is None or state["run"] != before["run"]:
                held = spark.createDataFrame([], REPORT)
            fresh = crimes(messages.where(F.col("run") == state["run"]),
                           state["clocks"])
            after = state["ticked"]
            listen(state, rows)
            state["ticked"] = last_tick(state, self.every)
            self.save_reports(number, held.union(fresh), after)
        self.save(number, state)
        if state is not None and state["ticked"] > after:
            self.write(spark, number, after)
        messages.unpersist()

    def load(self, spark, number):
        folder = self.folder / str(number)
        if not folder.exists():
            return None, None
        state = json.loads((folder / "clocks").read_text())
        return state, state and spark.read.schema(REPORT).parquet(
            str(folder / "reports"))

    def save(self, number, state):
        folder = self.folder / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "clocks").write_text(json.dumps(state))
        shutil.rmtree(self.folder / str(number - 2), ignore_errors=True)

    def save_reports(self, number, reports, after):
        """Those that some tick later than `after` may hold, and of a report
        that was sent twice the first."""
        repeats = Window.partitionBy("officer", "seq").orderBy("counts_from")
        longest = max(self.lengths.values())
        (reports.where(F.col("reported_at") + longest > after)
         .withColumn("repeat", F.row_number().over(repeats))
         .where("repeat = 1").drop("repeat")
         .write.mode("overwrite").parquet(
             str(self.folder / str(number) / "reports")))

    def write(self, spark, number, after):
        """Every window at every tick later than `after`."""
        state, reports = self.load(spark, number)
        first = after + 1
        first += (state["midnight"] - first) % self.every
        windows = spark.createDataFrame(list(self.lengths.items()),
                                        "window STRING, length LONG")
        figures = spark.sql(
            FIGURES, reports=reports, windows=windows, first=first,
            last=state["ticked"], every=self.every,
            midnight=state["midnight"], whole_from=state["whole_from"])
        at = F.date_format(F.timestamp_seconds("at"), "yyyy-MM-dd'T'HH:mm:ss")
        (figures.select(
            F.concat_ws(" ", "window", at).alias("key"),
            F.format_string(
                VALUE, "window", at, F.coalesce("total", F.lit(0)),
                F.coalesce("near", F.lit(0)), F.expr(TOP.format("crimes")),
                F.expr(TOP.format("places"))).alias("value"))
         .coalesce(1).write.format("kafka")
         .option("kafka.bootstrap.servers", self.options.brokers)
         .option("topic", self.options.topic + "-windows").save())


# --- the job -------------------------------------------------------------


def read_options():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("brokers", "topic", "windows", "every", "near", "place",
                 "folder"):
        parser.add_argument("--" + name, required=True)
    return parser.parse_args()


def wait_running(query):
    """Until Spark has found the topic, and has messages or waits for some."""
    while query.isActive and not (query.status["isDataAvailable"] or
                                  "Waiting" in query.status["message"]):
        time.sleep(0.1)     # between looks


def main():
    options = read_options()
    spark = SparkSession.builder.appName("blotter-windows").getOrCreate()
    query = (spark.readStream.format("kafka")
             .option("kafka.bootstrap.servers", options.brokers)
             .option("subscribe", options.topic)
             .option("startingOffsets", "earliest")
             .option("maxOffsetsPerTrigger", MESSAGES_A_BATCH)
             .load().writeStream.foreachBatch(Windows(options))
             .trigger(processingTime="1 second")
             .option("checkpointLocation", options.folder + "/checkpoint")
             .start())
    wait_running(query)
    if query.isActive:
        print("ready", flush=True)
    query.awaitTermination()


if __name__ == "__main__":
    main()
