"""The original study, today: its two jobs, for the topic that
`simulate --value row` writes into one partition.

A batch is 3 h of the stream, and windows of 1, 6 and 12 h end with it: total,
near the university, and the five most frequent crimes and areas. Each job
reads what the topic has, and prints a line a batch, as `report --every 3h`.

- `dstream` works on records: map, reduceByKey, groupByKey. Spark 3 has no
  Kafka for Python's DStreams any more, so what it works on is handed over
  by foreachBatch. It cuts batches by the time in the records: in one
  partition the first record behind a batch closes it.
- `structured` says which table it wants. Windows that slide by more than
  their length are not offered, so the 1 h ones slide by 1 h and those inside
  a batch are left out; there is no ORDER BY or LIMIT by window in a stream, so
  the whole table is taken (complete mode) and sorted here.
"""
import argparse
import json
from datetime import datetime, timezone
from operator import add

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

HOUR = 3600
BATCH = 3 * HOUR
SCOPES = {"batch": BATCH, "1h": HOUR, "6h": 6 * HOUR, "12h": 12 * HOUR}
UNIVERSITY = 34.021861, -118.282942, 0.02
RECORDS_AT_ONCE = 2000
ROW = """`Stream Time` LONG, `Crm Cd Desc` STRING, `AREA NAME` STRING,
    LAT STRING, LON STRING"""


def batch_of(seconds):
    """When the batch ends that a report belongs to."""
    return -(-seconds // BATCH) * BATCH


# --- what is printed -----------------------------------------------------


def figures(counts):
    """Of (kind, name, number) of one window."""
    def most(wanted):
        named = [[name, n] for kind, name, n in counts if kind == wanted]
        return sorted(named, key=lambda pair: (-pair[1], pair[0].encode()))
    return {"total": sum(n for _, n in most("crime")),
            "near": sum(n for _, n in most("near")),
            "crimes": most("crime")[:5], "places": most("place")[:5]}


def show(at, scopes):
    """A line of {scope: counts}."""
    lines = {scope: figures(scopes.get(scope, [])) for scope in SCOPES}
    print(json.dumps({
        "kind": "tick",
        "at": datetime.fromtimestamp(at, timezone.utc).strftime(
            "%Y-%m-%dT%H:%M:%S"),
        "batch": lines.pop("batch"), "windows": lines}), flush=True)


# --- as a DStream --------------------------------------------------------


def spread(report):
    """A one for each batch and scope that the report is counted in."""
    seconds, crime, place, near = report
    names = [("crime", crime), ("place", place)] + [("near", "")] * near
    for scope, length in SCOPES.items():
        for at in range(batch_of(seconds), seconds + length, BATCH):
            for kind, name in names:
                yield (at, scope, kind, name), 1


class Batches:
    """Keeps the records of batches that are open, and of 12 h before."""

    def __init__(self):
        self.held, self.next = [], None

    def take(self, records, _):
        self.held += sorted(map(tuple, records.collect()))
        if self.held:
            self.next = self.next or batch_of(self.held[0][0])
            self.close(records.sparkSession, self.held[-1][0])

    def close(self, spark, before):
        """Prints the batches that end before that time."""
        counted = (spark.sparkContext.parallelize(self.held)
                   .flatMap(spread)
                   .filter(lambda pair: pair[0][0] < before)
                   .reduceByKey(add)
                   .map(lambda pair: (pair[0][0], (*pair[0][1:], pair[1])))
                   .groupByKey().mapValues(list).collectAsMap())
        while self.next < before:
            scopes = {}
            for scope, *count in counted.get(self.next, []):
                scopes.setdefault(scope, []).append(count)
            show(self.next, scopes)
            self.next += BATCH
        longest = max(SCOPES.values())
        self.held = [report for report in self.held
                     if report[0] + longest > self.next]


def dstream(spark, reports):
    batches = Batches()
    run(reports.writeStream.foreachBatch(batches.take))
    if batches.held:
        batches.close(spark, batch_of(batches.held[-1][0]) + 1)


# --- structured ----------------------------------------------------------


def structured(_, reports):
    ticks = {}
    named = reports.select(
        # A window of Spark's has its begin in it, ours its end.
        F.timestamp_seconds(F.col("seconds") - 1).alias("time"), F.expr(
            """stack(3, 'crime', crime, 1, 'place', place, 1,
                     'near', '', near) AS (kind, name, n)"""))
    for scope, length in SCOPES.items():
        window = F.window("time", f"{length} seconds",
                          f"{min(length, BATCH)} seconds")

        def keep(table, _, scope=scope):
            for row in table.collect():
                if row.at % BATCH == 0:
                    ticks.setdefault(row.at, {}).setdefault(scope, {})[
                        row.kind, row.name] = row.n
        run(named.groupBy(window.alias("w"), "kind", "name")
            .agg(F.sum("n").alias("n"))
            .select(F.unix_timestamp("w.end").alias("at"), "kind", "name", "n")
            .writeStream.outputMode("complete").foreachBatch(keep))
    counted = [at for at, scopes in ticks.items() if "batch" in scopes]
    for at in range(min(counted), max(counted) + 1, BATCH):
        show(at, {scope: [(*key, n) for key, n in counts.items()]
                  for scope, counts in ticks.get(at, {}).items()})


# --- the topic -----------------------------------------------------------


def run(writer):
    """Over all that the topic has now."""
    writer.trigger(availableNow=True).start().awaitTermination()


def read(spark, brokers, topic):
    lat, lon, degrees = UNIVERSITY
    north = F.col("LAT").cast("double") - lat
    east = F.col("LON").cast("double") - lon
    near = F.sqrt(north * north + east * east) < degrees
    return (spark.readStream.format("kafka")
            .option("kafka.bootstrap.servers", brokers)
            .option("subscribe", topic).option("startingOffsets", "earliest")
            .option("maxOffsetsPerTrigger", RECORDS_AT_ONCE).load()
            .select(F.from_json(F.col("value").cast("string"), ROW).alias("r"))
            .select("r.*")
            .select((F.col("Stream Time") / 1000).cast("long").alias("seconds"),
                    F.trim("Crm Cd Desc").alias("crime"),
                    F.trim("AREA NAME").alias("place"),
                    F.coalesce(near, F.lit(False)).cast("int").alias("near")))


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("job", choices=["dstream", "structured"])
    parser.add_argument("--brokers", required=True)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--folder", required=True)
    options = parser.parse_args()
    spark = (SparkSession.builder.appName("study")
             .config("spark.sql.streaming.checkpointLocation", options.folder)
             .getOrCreate())
    jobs = {"dstream": dstream, "structured": structured}
    jobs[options.job](spark, read(spark, options.brokers, options.topic))


if __name__ == "__main__":
    main()
