"""Any city's files: DESIGN §9, each against the reference and against what
the file itself says of its times in other columns."""
import csv
import datetime
import io
import json
import re
import zoneinfo
from pathlib import Path

import reference_input
from command_case import HEADER, CommandCase
from running import DATA

CITIES = {path.stem: str(path)
          for path in sorted((DATA / "cities").glob("*.csv"))}
NAMES = {"boston": "Boston", "chicago": "Chicago", "london": "London",
         "new-york": "New York", "philadelphia": "Philadelphia",
         "san-francisco": "San Francisco", "seattle": "Seattle",
         "washington-dc": "Washington, DC"}
DIALECTS = [str(path) for path in sorted(DATA.glob("*.csv"))
            if not path.name.startswith("not-csv")]
STDOUT = ("simulate", "--to", "stdout", "--speed", "max", "--crimes", "all",
          "--delay", "0-0", "--officers", "1")
SEATTLE_NOW = (
    "Report Number,Report DateTime,Offense ID,Offense Date,NIBRS Group AB,"
    "NIBRS Crime Against Category,Offense Sub Category,Shooting Type Group,"
    "Block Address,Latitude,Longitude,Beat,Precinct,Sector,Neighborhood,"
    "Reporting Area,Offense Category,NIBRS Offense Code Description,"
    "NIBRS_offense_code\n"
    "2024-000001,2024 Jan 02 01:00:00 AM,51234567890,"
    "2024 Jan 01 11:30:00 PM,A,PERSON,ASSAULT OFFENSES,-,REDACTED,REDACTED,"
    "REDACTED,K3,West,K,DOWNTOWN COMMERCIAL,1,ALL OTHER,Simple Assault,13B\n"
    "2024-000002,2024 Jan 02 01:00:00 AM,51234567891,"
    "2024 Jan 01 12:05:00 AM,A,PROPERTY,ROBBERY,-,3XX BLOCK OF PINE ST,"
    "47.611,-122.3385,M2,West,M,DOWNTOWN COMMERCIAL,1,ROBBERY,Robbery,120\n")
CALLS = ("Ticket;Opened;What;Where;Y;X\n"
         "a-1;31.12.2023 23:59;Pothole, deep;Elm St;41.5;-81.7\n"
         "a-2;01.01.2024 00:10;Graffiti;Oak St;41.6;-81.6\n"
         "a-3;01.01.2024 24:00;Pothole;Fir St;;\n")
CALLS_INI = """name = 311 of Elmtown
[columns]
id = Ticket
occurred = Opened
crime = What
address = Where
lat = Y
lon = X
[times]
formats = %d.%m.%Y %H:%M
[defaults]
crimes = Pothole
near = 41.5,-81.7,0.05 Town Hall
delay = 0-0
"""


def table(content):
    """A file's rows as Python's csv reads them, by name."""
    return list(csv.DictReader(io.StringIO(content)))


def city_table(key):
    with reference_input.open_text(CITIES[key]) as text:
        return table(text.read())


def spread(key):
    return {"spread": True} if key == "london" else {}


def words(options):
    return ("--spread",) if options.get("spread") else ()


class CityCase(CommandCase):
    def crimes(self, path, *options, **run_options):
        """What it sends of a file, by id, at the times of occurrence."""
        run = self.run_to_end(*STDOUT, *options, path, **run_options)
        found = [m for m in map(json.loads, run.lines())
                 if m["kind"] == "crime"]
        return {m["id"]: m for m in found}

    def times(self, path, *options):
        return {key: crime["occurred_at"].replace("T", " ")
                for key, crime in self.crimes(path, *options).items()}

    def profile(self, text, name="calls.ini"):
        return self.file(text, name)


class Reference(CityCase):
    def report(self, *paths, **options):
        run = self.run_to_end("report", "--every", "1d", *words(options),
                              *(("--crimes", options["crimes"])
                                if "crimes" in options else ()), *paths)
        self.equal_report(run, files=paths, every="1d", **options)
        return run

    def test_each_city(self):
        self.assertEqual(set(CITIES), set(NAMES))
        for key, path in CITIES.items():
            with self.subTest(key):
                run = self.report(path, **spread(key))
                self.assertEqual(json.loads(run.lines()[-1])["city"],
                                 NAMES[key])
                self.report(path, crimes="all", **spread(key))

    def test_each_city_on_standard_input(self):
        """Whose it is shows only when it is read: crimes and delay too."""
        for key, path in CITIES.items():
            with self.subTest(key), open(path, "rb") as file:
                run = self.run_to_end("report", "--every", "1d",
                                      *words(spread(key)), "-", stdin=file)
                self.equal_report(run, files=(path,), every="1d",
                                  **spread(key))

    def test_each_dialect_of_los_angeles(self):
        for path in DIALECTS:
            with self.subTest(path):
                run = self.run_to_end("report", "--every", "1d", "--crimes",
                                      "all", path)
                self.equal_report(run, files=(path,), every="1d",
                                  crimes="all")
                self.assertEqual(json.loads(run.lines()[-1])["city"],
                                 "Los Angeles")

    def test_files_of_two_cities_each_by_its_header(self):
        self.report(CITIES["chicago"], CITIES["seattle"],
                    str(DATA / "2013-yearly.csv"), crimes="all")

    def test_seattle_of_today(self):
        self.report(self.file(SEATTLE_NOW))


class Clocks(CityCase):
    """What a city's other columns say of a row's time."""

    def test_philadelphias_date_and_time_are_local_and_its_third_is_utc(self):
        times = self.times(CITIES["philadelphia"])
        for row in city_table("philadelphia"):
            local = f"{row['dispatch_date']} {row['dispatch_time']}"
            self.assertEqual(times[row["dc_key"]], local)
            utc = datetime.datetime.fromisoformat(row["dispatch_date_time"])
            self.assertEqual(
                utc.astimezone(zoneinfo.ZoneInfo("America/New_York"))
                .strftime("%Y-%m-%d %H:%M:%S"), local)

    def test_washingtons_are_utc(self):
        times = self.times(CITIES["washington-dc"])
        for row in city_table("washington-dc"):
            utc = datetime.datetime.strptime(
                row["START_DATE"] + "00", "%Y/%m/%d %H:%M:%S%z")
            self.assertEqual(
                times[row["CCN"]],
                utc.astimezone(zoneinfo.ZoneInfo("America/New_York"))
                .strftime("%Y-%m-%d %H:%M:%S"))

    def test_bostons_zone_is_false_and_lines_may_be_broken(self):
        rows = city_table("boston")
        self.assertTrue(any("\n" in row["STREET"] for row in rows))
        run = self.run_to_end(*STDOUT, CITIES["boston"])
        found = [m for m in map(json.loads, run.lines())
                 if m["kind"] == "crime"]
        self.assertEqual(
            sorted((m["id"], m["occurred_at"].replace("T", " "))
                   for m in found),
            sorted((row["INCIDENT_NUMBER"],
                    row["OCCURRED_ON_DATE"].removesuffix("+00"))
                   for row in rows))
        hours = {row["INCIDENT_NUMBER"]: int(row["HOUR"]) for row in rows}
        for crime in found:
            self.assertEqual(int(crime["occurred_at"][11:13]),
                             hours[crime["id"]])

    def test_chicagos_twelve_hours_are_excels_twenty_four(self):
        """As Excel saved it, and as the portal writes it: one stream."""
        with open(CITIES["chicago"], newline="", encoding="utf-8") as file:
            excels = file.read()
        portals = re.sub(
            r"(?m)(?<=,)(\d+)/(\d+)/(\d{4}) (\d+):(\d\d)(?=,)",
            lambda at: datetime.datetime(*(int(at[i]) for i in (3, 1, 2, 4,
                                                                5)))
            .strftime("%m/%d/%Y %I:%M:%S %p"), excels)
        self.assertRegex(portals, r"12:\d\d:00 AM")
        self.assertRegex(portals, r"0\d:\d\d:00 PM")
        run = self.run_to_end(*STDOUT, "--run", "r", CITIES["chicago"])
        other = self.run_to_end(*STDOUT, "--run", "r",
                                self.file(portals, "portal.csv"))
        self.assertEqual(*(re.sub(rb'"began":\d+', b"", each.out)
                           for each in (run, other)))
        times = self.times(CITIES["chicago"])
        for row in city_table("chicago"):
            when = datetime.datetime.strptime(row["Date"], "%m/%d/%Y %H:%M")
            self.assertEqual(times[row["ID"]], str(when))

    def test_new_yorks_date_and_time_behind_a_mark(self):
        found = self.crimes(CITIES["new-york"])
        for row in city_table("new-york"):
            crime = found[row["CMPLNT_NUM"]]
            self.assertEqual(crime["occurred_at"], datetime.datetime.strptime(
                f"{row['CMPLNT_FR_DT']} {row['CMPLNT_FR_TM']}",
                "%m/%d/%Y %H:%M:%S").isoformat())
            self.assertEqual(crime["code"], int(row["KY_CD"]))
            self.assertEqual(crime["crime"], " - ".join(filter(None, (
                row["OFNS_DESC"], row["PD_DESC"]))))
            if row["Latitude"]:
                self.assertEqual(crime["lat"], float(row["Latitude"]))

    def test_san_franciscos_rows_are_reports_of_their_own(self):
        rows = city_table("san-francisco")
        content = io.StringIO()
        writer = csv.DictWriter(content, rows[0])
        writer.writeheader()
        for place, row in enumerate(rows):
            row["Incident Number"] = rows[0]["Incident Number"]
            if place % 2:
                row["Report Type Code"] = "IS"
            writer.writerow(row)
        found = self.crimes(self.file(content.getvalue()))
        self.assertEqual(set(found), {row["Row ID"] for row in rows})
        for row in rows:
            self.assertEqual(
                found[row["Row ID"]]["occurred_at"],
                datetime.datetime.strptime(
                    row["Incident Datetime"], "%Y/%m/%d %I:%M:%S %p")
                .isoformat())

    def test_seattles_redacted_place_is_none(self):
        found = self.crimes(self.file(SEATTLE_NOW))
        hidden, open_one = (found[f"5123456789{n}"] for n in (0, 1))
        self.assertEqual((hidden["lat"], hidden["lon"]), (None, None))
        self.assertEqual(hidden["occurred_at"], "2024-01-01T23:30:00")
        self.assertEqual((open_one["lat"], open_one["lon"]),
                         (47.611, -122.3385))
        self.assertEqual(open_one["occurred_at"], "2024-01-01T00:05:00")
        self.assertEqual(hidden["code"], None)
        self.assertEqual(open_one["area"], "DOWNTOWN COMMERCIAL")

    def test_londons_months_are_refused_unless_they_are_spread(self):
        run = self.refused(["report", CITIES["london"]], 1, "only a month",
                           "--spread")
        self.assertTrue(self.error_line(run).startswith(CITIES["london"]))
        times = self.times(CITIES["london"], "--spread")
        self.assertEqual({at[:7] for at in times.values()}, {"2020-01"})
        self.assertGreater(len({at[8:10] for at in times.values()}), 25)
        backwards = self.file("".join(
            sorted(open(CITIES["london"], newline="").readlines(),
                   key=lambda line: not line.startswith("Crime ID"))))
        named = {row["Crime ID"] for row in city_table("london")}
        again = self.times(backwards, "--spread")
        for key in named & set(times):
            self.assertEqual(times[key], again[key])

    def test_what_excel_saves_as_unicode_text(self):
        """UTF-16 with a mark, and tabs."""
        with reference_input.open_text(CITIES["chicago"]) as text:
            rows = list(csv.reader(text))
        content = io.StringIO(newline="")
        csv.writer(content, "excel-tab").writerows(rows)
        plain = self.run_to_end("report", CITIES["chicago"])
        for encoding in "utf-16-le", "utf-16-be":
            path = self.file(f"\ufeff{content.getvalue()}".encode(encoding),
                             f"{encoding}.txt")
            run = self.run_to_end("report", path)
            self.assertEqual(run.out, plain.out)
            self.equal_report(run, files=(path,))

    def test_times_as_others_write_them(self):
        for text, at in (("12:20:00", "01 12:20"), ("1220.0", "01 12:20"),
                         ("5.0", "01 00:05"), ("12:20", "01 12:20"),
                         ("1220", "01 12:20"), ("23:59:59", "01 23:59"),
                         ("24:00", "02 00:00"), ("24:00:00", "02 00:00")):
            with self.subTest(text):
                path = self.file(f"{HEADER}1,01/01/2023,{text},A,,X,,,\n")
                self.assertEqual(self.times(path),
                                 {"1": f"2023-01-{at}:00"})


class Places(CityCase):
    def test_every_shipped_city_has_what_it_needs(self):
        """Crimes, a point with a name, and a map around it."""
        for path in (DATA.parents[1] / "data/cities").glob("*.ini"):
            text = path.read_text()
            with self.subTest(path.stem):
                near = re.search(r"(?m)^near = (\S+) \S", text)[1].split(",")
                box = re.search(r"(?m)^map = (.*)$", text)[1].split(",")
                south, north, west, east = map(float, box)
                self.assertTrue(south < float(near[0]) < north)
                self.assertTrue(west < float(near[1]) < east)
                self.assertRegex(text, "(?m)^crimes = .")

    def test_the_default_crimes_are_a_comparable_share(self):
        """The shipped quarter's are 36 %."""
        for key, path in CITIES.items():
            if key == "seattle":
                continue    # the sample has robberies only
            run = self.run_to_end("report", "--every", "1d",
                                  *words(spread(key)), path)
            last = json.loads(run.lines()[-1])
            with self.subTest(key):
                self.assertGreater(last["kept"] / last["rows"], 0.09)
                self.assertLess(last["kept"] / last["rows"], 0.5)


class Own(CityCase):
    """A profile of the user's own."""

    def test_a_file_of_other_events(self):
        path, profile = self.file(CALLS), self.profile(CALLS_INI)
        run = self.run_to_end("report", "--every", "1d", "--city", profile,
                              path)
        lines = [json.loads(line) for line in run.lines()]
        self.assertEqual(lines[-1]["city"], "311 of Elmtown")
        self.assertEqual((lines[-1]["rows"], lines[-1]["kept"]), (3, 2))
        self.assertEqual(lines[-2]["all"]["near"], 1)
        self.assertEqual(
            self.times(path, "--city", profile),
            {"a-1": "2023-12-31 23:59:00", "a-2": "2024-01-01 00:10:00",
             "a-3": "2024-01-02 00:00:00"})

    def test_those_in_the_users_folder_are_found_by_header_and_by_name(self):
        path = self.file(CALLS)
        home = Path(path).parent
        folder = home / "blotter/cities"
        folder.mkdir(parents=True)
        self.environment["XDG_CONFIG_HOME"] = str(home)
        (folder / "elmtown.ini").write_text(CALLS_INI)
        for named in (), ("--city", "elmtown"), ("--city", "311 of Elmtown"):
            with self.subTest(named):
                run = self.run_to_end("report", *named, path)
                self.assertEqual(json.loads(run.lines()[-1])["city"],
                                 "311 of Elmtown")

    def test_a_zone(self):
        zoned = CALLS_INI.replace("[times]", "[times]\nzone = Asia/Kolkata")
        self.assertEqual(
            self.times(self.file(CALLS), "--city", self.profile(zoned)),
            {"a-1": "2024-01-01 05:29:00", "a-2": "2024-01-01 05:40:00",
             "a-3": "2024-01-02 05:30:00"})

    def test_a_zone_that_is_not_there_is_an_error(self):
        path = self.file(CALLS)
        for zone in ("America/Atlantis", "America", "zone.tab",
                     "/usr/share/zoneinfo/UTC", "../zoneinfo/UTC"):
            with self.subTest(zone):
                self.refused(
                    ["report", "--city", self.profile(CALLS_INI.replace(
                        "[times]", f"[times]\nzone = {zone}")), path],
                    1, zone, "time zone")

    def test_what_is_wrong_with_a_profile_is_told_with_its_line(self):
        path = self.file(CALLS)
        for wrong, line, *names in (
                ("[colums]\nid = x\n", 2, "[columns]"),
                ("[columns]\nident = x\n", 2, "no such column"),
                ("[times]\nformats = %Q\n", 2, "%Q"),
                ("[times]\nformats = %m\n", 2, "a month without a year"),
                ("[defaults]\nmap = 1,2\n", 2, "SOUTH"),
                ("[defaults]\nspeed = 1h\n", 2, "no such default")):
            with self.subTest(wrong):
                profile = self.profile(wrong)
                self.refused(["report", "--city", profile, path], 2,
                             f"{profile}:{line}", *names)
        self.refused(["report", "--city", self.profile(
            "[columns]\noccurred = Opened\n"), path], 2, "no crime")
        self.refused(["report", "--city", self.profile(
            "[columns]\ncrime = What\n"), path], 2, "occurred_date")
        self.refused(["report", "--city", "atlantis", path], 2, "chicago",
                     "los-angeles", "FILE.ini")
        self.refused(["report", "--city", "./nosuch.ini", path], 2,
                     "./nosuch.ini", "No such file")


class NoneFits(CityCase):
    def test_the_nearest_profile_and_what_it_lacks(self):
        for header, *names in (
                ("ID,Case Number,Date,Block,IUCR,Description", "Chicago",
                 "crime"),
                ("DR_NO,DATE OCC,Crm Cd Desc", "Los Angeles",
                 "occurrence time", "TIME OCC"),
                ("CMPLNT_NUM,CMPLNT_FR_DT,OFNS_DESC,PD_DESC", "New York",
                 "CMPLNT_FR_TM"),
                ("CCN,OFFENSE,WARD,PSA,BLOCK", "Washington", "START_DATE")):
            with self.subTest(header):
                path = self.file(header + "\n1,2,3,4,5,6\n")
                run = self.refused(["report", path], 1, *names)
                self.assertTrue(self.error_line(run).startswith(f"{path}:1:"))

    def test_the_city_that_is_named_does_not_fit(self):
        self.refused(["report", "--city", "boston", CITIES["chicago"]], 1,
                     "Boston", "OCCURRED_ON_DATE")


class Attached(CityCase):
    """`simulate --value row` of each city, read back."""

    def test_each_citys_rows_give_its_figures(self):
        bootstrap, _ = self.cluster()
        for key, path in CITIES.items():
            options = words(spread(key))
            own = self.run_to_end("report", "--every", "6h", *options, path)
            with self.subTest(key):
                self.run_to_end("simulate", "--value", "row", "--speed",
                                "max", "--brokers", bootstrap, "--topic",
                                key, *options, path)
                for named in ("--city", key), ():
                    read = self.run_to_end(
                        "report", "--attach", "--every", "6h", "--brokers",
                        bootstrap, "--topic", key, *named)
                    self.assertTrue(read.lines()[:-1] == own.lines()[:-1])
                    self.assertEqual(json.loads(read.lines()[-1])["consumed"],
                                     json.loads(own.lines()[-1])["kept"])
