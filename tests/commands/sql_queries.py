"""Queries whose answers an ordinary table of SQLite knows. Those that end in ORDER BY by something
that tells all rows apart are compared row by row, the others without regard to the order."""

# The longest of the tests' data: two weeks about the day on which daylight saving begins.
START, END = "2023-03-05T00:00:00", "2023-03-19T00:00:00"

QUERIES = """
SELECT count(*) n FROM reports
SELECT * FROM (SELECT reported_at, occurred_at, id, code, crime, area, district, address, premise, lat, lon, near, officer, late FROM reports)
SELECT reported_at, id FROM reports ORDER BY reported_at, id
SELECT id, reported_at FROM reports ORDER BY reported_at DESC, id DESC LIMIT 20
SELECT DISTINCT reported_at FROM reports ORDER BY reported_at
SELECT DISTINCT reported_at FROM reports ORDER BY reported_at DESC LIMIT 7 OFFSET 3
SELECT crime, count(*) n FROM reports GROUP BY crime ORDER BY 2 DESC, 1 LIMIT 5
SELECT crime, area, count(*) n FROM reports GROUP BY crime, area ORDER BY n DESC, crime, area LIMIT 40
SELECT area, count(*) n FROM reports GROUP BY area ORDER BY area
SELECT DISTINCT crime FROM reports
SELECT count(DISTINCT address) a, count(DISTINCT district) d, count(DISTINCT premise) p FROM reports
SELECT premise, min(reported_at) first, max(reported_at) last FROM reports GROUP BY premise
SELECT district, sum(near) n FROM reports GROUP BY district HAVING sum(near) > 0 ORDER BY 1
SELECT count(*) n FROM reports WHERE reported_at >= '2023-03-12'
SELECT count(*) n FROM reports WHERE reported_at >= '2023-03-12' AND reported_at < '2023-03-13'
SELECT id FROM reports WHERE reported_at BETWEEN '2023-03-12T01:00:00' AND '2023-03-12T04:00:00'
SELECT id FROM reports WHERE reported_at > '2023-03-12T02:30' AND reported_at <= '2023-03-12 03:30'
SELECT min(reported_at) m FROM reports WHERE reported_at > (SELECT min(reported_at) FROM reports)
SELECT id FROM reports WHERE reported_at = (SELECT max(reported_at) FROM reports)
SELECT count(*) n FROM reports WHERE reported_at > 'zzz' OR reported_at < ''
SELECT count(*) n FROM reports WHERE reported_at > 5
SELECT count(*) n FROM reports WHERE reported_at < x'00'
SELECT count(*) n FROM reports WHERE reported_at > NULL
SELECT count(*) n FROM reports WHERE reported_at IS NULL OR crime IS NULL
SELECT count(*) n FROM reports WHERE reported_at COLLATE NOCASE > '2023-03-12t'
SELECT id FROM reports WHERE crime = 'BURGLARY' AND area = 'Central'
SELECT count(*) n FROM reports WHERE crime = 'burglary'
SELECT count(*) n FROM reports WHERE crime = 'burglary' COLLATE NOCASE
SELECT count(*) n FROM reports WHERE crime = 'no such crime' OR area = ''
SELECT count(*) n FROM reports WHERE crime = NULL
SELECT count(*) n FROM reports WHERE district = 162
SELECT crime, count(*) n FROM reports WHERE area IN ('Central', 'Olympic', 'nowhere') GROUP BY crime
SELECT count(*) n FROM reports WHERE crime LIKE '%vehicle%' AND premise NOT LIKE 'STREET'
SELECT area, count(*) n FROM reports WHERE crime = 'ROBBERY' AND reported_at >= '2023-03-10' GROUP BY area
SELECT id, lat, lon FROM reports WHERE near ORDER BY id
SELECT count(*) n FROM reports WHERE near(lat, lon, 34.05, -118.25, 0.05)
SELECT sum(near(lat, lon, 34.021861, -118.282942, 0.02)) n, sum(near) m FROM reports
SELECT id, distance_km(lat, lon, 34.05, -118.25) km FROM reports WHERE lat IS NOT NULL
SELECT distance_km(NULL, 1, 2, 3) a, near(NULL, 1, 2, 3, 4) b, bucket('1h', NULL) c, bucket(NULL, 'x') d
SELECT bucket('15m', '2023-03-12T02:44:59') a, bucket('7d', '2023-03-12') b, bucket('1d', '1969-12-31T12:00') c
SELECT bucket('6h', reported_at) b, count(*) n FROM reports GROUP BY b ORDER BY b
SELECT code, count(*) n FROM reports GROUP BY code ORDER BY code
SELECT sum(code IS NULL) a, sum(lat IS NULL) b, sum(lon IS NULL) c, sum(area = '') d FROM reports
SELECT officer, count(*) n, min(id) i FROM reports GROUP BY officer ORDER BY officer
SELECT late, count(*) n FROM reports GROUP BY late
SELECT count(*) n FROM reports('6h')
SELECT crime, count(*) n FROM reports('1d') GROUP BY crime ORDER BY n DESC, crime
SELECT id FROM reports('6h', '2023-03-12T05:00')
SELECT count(*) n FROM reports('6h', '1999-01-01')
SELECT count(*) n FROM reports('1h', '2099-01-01')
SELECT count(*) n FROM reports('31d', '2023-03-12T03:00:00') WHERE reported_at >= '2023-03-11T22:10:00'
SELECT a.crime, a.n - ifnull(b.n, 0) d FROM (SELECT crime, count(*) n FROM reports('1d') GROUP BY crime) a LEFT JOIN (SELECT crime, count(*) n FROM reports('2d') GROUP BY crime) b ON a.crime = b.crime
SELECT at FROM ticks('6h') ORDER BY at
SELECT max(at) a, min(at) b, count(*) n FROM ticks('7h')
SELECT at FROM ticks('1h', '2023-03-12T00:00:00', '2023-03-12T05:00:00') ORDER BY at DESC
SELECT at, crime, count(*) n FROM ticks('6h') JOIN reports('6h', at) GROUP BY at, crime ORDER BY at, n DESC, crime
SELECT at, count(id) n FROM ticks('1h') LEFT JOIN reports('1h', at) AS r GROUP BY at ORDER BY at
SELECT at, area, count(*) n FROM ticks('1d') JOIN reports('12h', at) AS r WHERE r.crime = 'ROBBERY' GROUP BY at, area ORDER BY at, area
SELECT crime, reported_at, row_number() OVER (PARTITION BY crime ORDER BY reported_at, id) k, id FROM reports WHERE area = 'Hollywood'
SELECT day, n, sum(n) OVER (ORDER BY day ROWS 2 PRECEDING) three FROM (SELECT substr(reported_at, 1, 10) day, count(*) n FROM reports GROUP BY 1) ORDER BY day
SELECT a.id one, b.id other FROM reports a JOIN reports b ON a.address = b.address AND a.crime = b.crime AND a.reported_at < b.reported_at WHERE a.premise = 'STREET'
SELECT a.id FROM reports a WHERE NOT EXISTS (SELECT 1 FROM reports b WHERE b.area = a.area AND b.reported_at < a.reported_at)
WITH RECURSIVE d(day) AS (SELECT '2023-03-05' UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < '2023-03-18') SELECT day, count(id) n FROM d LEFT JOIN reports ON substr(reported_at, 1, 10) = day GROUP BY day ORDER BY day
SELECT strftime('%w', reported_at) weekday, strftime('%H', reported_at) hour, count(*) n FROM reports GROUP BY 1, 2 ORDER BY 1, 2
SELECT crime FROM reports EXCEPT SELECT crime FROM reports('12h')
SELECT json_group_array(id) ids FROM (SELECT id FROM reports ORDER BY reported_at, id LIMIT 5)
SELECT 1 one, 2.5 two, 'three' three, NULL four
SELECT id FROM reports WHERE 0
""".strip().splitlines()
