-- Flink SQL keeps the windows of a topic that blotter writes (design §4, §10).
--
-- Every window of --windows at every multiple of --every goes to TOPIC-windows.
-- src/engine.sh starts this job, with the values of its options where their
-- names stand in braces. Times are seconds since 1970.
--
-- Why not WATERMARK and HOP? A watermark is the largest time of a partition and
-- never goes back: who shares a partition and speaks later is dropped, and so is
-- all of a run that begins anew. HOP wants windows that are multiples of the
-- slide, gives no window to an hour without a report, and keeps the last ones
-- until a later event comes. But each officer says how far it is, by its clocks
-- and at last by its `end`. So a tick is a group like any other: reports are
-- counted in it, officers put their names to it when they have passed it, and it
-- is written once all of them have.

SET 'table.dml-sync' = 'true';
SET 'table.local-time-zone' = 'UTC';
-- Changes of a moment are put together before they are counted and sent on.
SET 'table.exec.mini-batch.enabled' = 'true';
SET 'table.exec.mini-batch.allow-latency' = '200 ms';
SET 'table.exec.mini-batch.size' = '1000000';
-- NULL is not written. (HAVING would take back what stands before it writes what replaces it.)
SET 'table.exec.sink.not-null-enforcer' = 'DROP';
-- The key that Kafka is given is the window's, also where Flink sees it made of text.
SET 'table.exec.sink.upsert-materialize' = 'NONE';
-- What has not changed for so long, by the wall's clock, is forgotten.
SET 'table.exec.state.ttl' = '7 d';

-- What is no JSON is passed over.
CREATE TABLE messages (
    kind STRING, run STRING, continues STRING, began BIGINT, officer INT, officers INT, seq BIGINT,
    `at` STRING, windows_from STRING, reported_at STRING, crime STRING, area STRING, district STRING,
    address STRING, premise STRING, lat DOUBLE, lon DOUBLE, arrived AS PROCTIME()
) WITH (
    'connector' = 'kafka', 'properties.bootstrap.servers' = '{brokers}', 'topic' = '{topic}',
    'scan.startup.mode' = 'earliest-offset', 'format' = 'json', 'json.ignore-parse-errors' = 'true'
);

-- A later value for a key replaces the one before.
CREATE TABLE windows (
    key STRING, `value` STRING NOT NULL, PRIMARY KEY (key) NOT ENFORCED
) WITH (
    'connector' = 'upsert-kafka', 'properties.bootstrap.servers' = '{brokers}', 'topic' = '{topic}-windows',
    'key.format' = 'raw', 'value.format' = 'raw', 'value.fields-include' = 'EXCEPT_KEY'
);

INSERT INTO windows
WITH
-- Only one run is counted: the one that began last, of all that have been read.
newest_run AS (
SELECT * FROM (
    SELECT *, MAX(LPAD(CAST(began AS STRING), 19, '0') || run) OVER (ORDER BY arrived) AS newest
    FROM messages WHERE run IS NOT NULL AND officer IS NOT NULL)
WHERE SUBSTRING(newest FROM 20) = run),

said AS (
SELECT *,
    IF(kind = 'crime', reported - 1, told) AS clock, -- all of the officer's up to then has been sent
    CASE kind WHEN 'start' THEN told END AS begins,
    -- A window that begins before this is filling: not written.
    CASE WHEN kind = 'start' THEN IF(fills_from = told AND continues IS NULL, 0, fills_from) END AS whole_from
FROM (
    SELECT kind, run, officer, officers, seq, arrived, crime, {place} AS place, continues,
        IF(SQRT(POWER(lat - {lat}, 2) + POWER(lon - {lon}, 2)) < {degrees}, 1, 0) AS near,
        UNIX_TIMESTAMP(`at`, 'yyyy-MM-dd''T''HH:mm:ss') AS told,
        UNIX_TIMESTAMP(windows_from, 'yyyy-MM-dd''T''HH:mm:ss') AS fills_from,
        UNIX_TIMESTAMP(reported_at, 'yyyy-MM-dd''T''HH:mm:ss') AS reported
    FROM newest_run)),

-- Beside each message what its officer has said so far, in the order of its partition.
heard AS (
SELECT *,
    MAX(clock) OVER officers_own AS clock_so_far,
    MAX(seq) OVER officers_own AS seq_so_far,
    MAX(officers) OVER officers_own AS run_officers,
    MAX(begins) OVER officers_own AS run_begins,
    MAX(whole_from) OVER officers_own AS run_whole_from
FROM said
WINDOW officers_own AS (PARTITION BY run, officer ORDER BY arrived)),

-- And what it had said up to the message before.
heard_before AS (
SELECT *,
    LAG(clock_so_far) OVER officers_own AS clock_before,
    LAG(seq_so_far) OVER officers_own AS seq_before,
    ARRAY[{windows}] AS windows
FROM heard
WINDOW officers_own AS (PARTITION BY run, officer ORDER BY arrived)),

-- A window of `length` holds at the tick `at` what was reported in (at - length, at], so a report is in
-- it at each tick in [reported, reported + length). A late one stands behind its officer's clock, and
-- counts from that clock on; one that was sent twice counts once. An officer has passed the ticks before
-- its clock, since a late report may still count from the clock on; its `end` passes the last of all.
spans AS (
SELECT run, run_officers, size, kind, name, near, last_at,
    first_at + MOD({every} - MOD(first_at - midnight, {every}), {every}) AS first_tick
FROM (
    SELECT h.run, h.run_officers, h.run_begins + 1 - MOD(h.run_begins + 1, 86400) AS midnight, w.size, s.*
    FROM heard_before AS h
    CROSS JOIN UNNEST(h.windows) AS w (size, length)
    CROSS JOIN UNNEST(ARRAY[
        ROW('crime', h.crime, h.near, GREATEST(h.reported, h.clock_so_far), h.reported + w.length - 1),
        ROW('place', h.place, 0, GREATEST(h.reported, h.clock_so_far), h.reported + w.length - 1),
        ROW('officer', CAST(h.officer AS STRING), 0,
            GREATEST(h.clock_before, h.run_begins + 1, h.run_whole_from + w.length),
            IF(h.kind = 'end', h.clock + {every} - 1, h.clock - 1))
    ]) AS s (kind, name, near, first_at, last_at)
    WHERE s.kind = 'officer' OR h.seq > h.seq_before)),

-- A row for each tick: as many as there are characters in a text of that length.
counted AS (
SELECT run, size, first_tick + (k - 1) * {every} AS tick, kind, name,
    COUNT(*) AS n, SUM(near) AS near, MAX(run_officers) AS officers
FROM spans
CROSS JOIN UNNEST(SPLIT(REPEAT('.', CAST((last_at - first_tick) / {every} + 1 AS INT)), ''))
    WITH ORDINALITY AS marks (mark, k)
WHERE first_tick <= last_at
GROUP BY run, size, first_tick + (k - 1) * {every}, kind, name),

-- The most frequent first, then by the name's bytes: texts that sort so, with the pair behind.
figures AS (
SELECT size, FROM_UNIXTIME(tick, 'yyyy-MM-dd''T''HH:mm:ss') AS tick,
    COALESCE(SUM(n) FILTER (WHERE kind = 'crime'), 0) AS total,
    COALESCE(SUM(near) FILTER (WHERE kind = 'crime'), 0) AS near,
    ARRAY_AGG(ranked) FILTER (WHERE kind = 'crime') AS crimes,
    ARRAY_AGG(ranked) FILTER (WHERE kind = 'place') AS places,
    COUNT(*) FILTER (WHERE kind = 'officer') >= MAX(officers) AS passed
FROM (
    SELECT *, LPAD(CAST(999999999999 - n AS STRING), 12, '0') || name || U&'\0001['
        || JSON_STRING(name) || ',' || CAST(n AS STRING) || ']' AS ranked
    FROM counted)
GROUP BY run, size, tick)

-- The five first of each list, without what they were sorted by.
SELECT size || ' ' || tick,
    CASE WHEN passed THEN '{"kind":"window","by":"flink","window":"' || size || '","at":"' || tick
        || '","total":' || CAST(total AS STRING) || ',"near":' || CAST(near AS STRING)
        || ',"crimes":[' || COALESCE(REGEXP_REPLACE(
            ARRAY_JOIN(ARRAY_SLICE(ARRAY_SORT(crimes), 1, 5), ','), U&'[0-9]{12}[^\0001]*\0001', ''), '')
        || '],"places":[' || COALESCE(REGEXP_REPLACE(
            ARRAY_JOIN(ARRAY_SLICE(ARRAY_SORT(places), 1, 5), ','), U&'[0-9]{12}[^\0001]*\0001', ''), '')
        || ']}' END
FROM figures;
