#include "help.h"
#include "settings.h"
#include "sources.h"

#include "blotter/ui/keymap.h"

/* roff: a line may not begin with a dot or a quote, and a dash is a minus only when escaped. */
static void add_roff(struct buffer *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '-' || *c == '\\')
            buffer_add_byte(out, '\\');
        buffer_add_byte(out, *c);
    }
}

static void add_man_option(struct buffer *out, const struct option_row *row)
{
    buffer_printf(out, ".TP\n.B ");
    if (row->letter != '\0')
        buffer_printf(out, "\\-%c, ", row->letter);
    buffer_printf(out, "\\-\\-");
    add_roff(out, row->name);
    if (row->argument != NULL)
        buffer_printf(out, " \\fI%s\\fR", row->argument);
    buffer_add_byte(out, '\n');
    add_roff(out, row->help);
    if (row->fallback != NULL) {
        buffer_printf(out, " (default: ");
        add_roff(out, row->fallback);
        buffer_add_byte(out, ')');
    }
    buffer_add_byte(out, '\n');
}

static void add_man_entry(struct buffer *out, const char *term, const char *help)
{
    buffer_printf(out, ".TP\n.B \"");
    add_roff(out, term);
    buffer_printf(out, "\"\n");
    add_roff(out, help);
    buffer_add_byte(out, '\n');
}

static void add_man_keys(struct buffer *out)
{
    struct keymap *keymap = keymap_create();
    struct key_help line;
    const char *command;
    buffer_printf(out, ".SH KEYS\n");
    for (size_t i = 0; keymap_help(keymap, i, &line); i++)
        add_man_entry(out, line.label, line.help);
    keymap_destroy(keymap);
    buffer_printf(out, ".PP\nUnder [keys] in the configuration a line \\fIKEY\\fR = "
                       "\\fICOMMAND\\fR, such as Ctrl\\-P = seek \\-6h, gives a key to a "
                       "command, and takes it from what it did there; none takes it away. A key is "
                       "a character or has its name from above; Equals, Colon, Semicolon, Hash and "
                       "Bracket are the characters that a line cannot begin with or have in a "
                       "name. The commands:\n");
    for (size_t i = 0; (command = keymap_command(i)) != NULL; i++) {
        buffer_printf(out, ".br\n");
        add_roff(out, command);
        buffer_printf(out, "\n");
    }
}

static void add_man_files(struct buffer *out)
{
    buffer_printf(
        out,
        ".SH FILES\n.TP\n.I $XDG_CONFIG_HOME/blotter/config\nOptions, one a line: \\fINAME\\fR = "
        "\\fIVALUE\\fR with the long name, and yes or no for one without a value. Those before the "
        "first section are for every command that has them; those under a command\\(aqs name, such "
        "as "
        "[report], for that command alone, over the others. What is said twice counts as it was "
        "said "
        "last; near and property may be there several times. A line that begins with # or ; is a "
        "comment, and so is, behind a value, what begins with a blank and ;. Without "
        "XDG_CONFIG_HOME "
        "it is\n.IR $HOME/.config/blotter/config .\n");
}

static void add_man_profiles(struct buffer *out)
{
    buffer_printf(
        out,
        ".SH PROFILES\nHow a city\\(aqs files are read stands in a file NAME.ini, in "
        "$XDG_CONFIG_HOME/blotter/cities/ or given to \\-\\-city; any file of dated events can be "
        "read by one. Without \\-\\-city the first whose needed columns a header has is taken.\n"
        ".nf\n\nname = San Francisco\n[columns]\noccurred = Incident Datetime\nid = Row ID\n"
        "crime = Incident Description\nkind = Incident Category\narea = Police District\n"
        "lat = Latitude\nlon = Longitude\n[times]\nformats = %%Y/%%m/%%d %%I:%%M:%%S %%p | "
        "%%Y\\-%%m\\-%%dT%%H:%%M:%%S\nzone =\n[defaults]\ncrimes = Robbery,Burglary,Assault\n"
        "near = 37.7793,\\-122.4193,0.01 City Hall\ndelay = 30\\-90\n"
        "map = 37.70,37.84,\\-122.52,\\-122.35\n.fi\n.PP\n"
        "Columns are id, occurred (or occurred_date and occurred_time), crime, kind (what "
        "\\-\\-crimes looks at besides the crime), code, area, district, address, location, point "
        "(\\(dq(lat, lon)\\(dq), premise, lat and lon. Needed are the crime and when it occurred. "
        "Several spellings stand with commas, or | when one has a comma in it, between them, the "
        "first that is there counts; case, blanks, _ and . do not. A + B are two columns, joined.\n"
        ".PP\nFormats are strptime(3)\\(aqs letters, tried one after the other; a zone such as "
        "America/New_York says that times are UTC and are to be shown as that city\\(aqs clock. "
        "map "
        "is south, north, west and east. The shipped profiles are there to be copied from.\n");
}

static void add_man_environment(struct buffer *out)
{
    buffer_printf(out, ".SH ENVIRONMENT\nEach is the option of that name, over the file and under "
                       "the command line; an empty one counts as none.\n");
    for (size_t i = 0; i < settings_table.count; i++) {
        const struct option_row *row = &settings_table.rows[i];
        char variable[VARIABLE_SIZE];
        if ((row->commands & OPTION_TYPED_ONLY) != 0)
            continue;
        sources_variable(row, variable);
        buffer_printf(out, ".TP\n.B %s\n\\-\\-", variable);
        add_roff(out, row->name);
        buffer_printf(out, row->argument != NULL ? " \\fI%s\\fR\n" : "\nyes or no\n",
                      row->argument);
    }
}

static void add_man_queries(struct buffer *out)
{
    static const struct {
        const char *asks, *query;
    } rows[] = {
        {"What happens most?",
         "SELECT crime, count(*) n FROM reports GROUP BY crime ORDER BY n DESC LIMIT 5"},
        {"Where, in the last week?",
         "SELECT area, count(*) n FROM reports('7d') GROUP BY area ORDER BY n DESC LIMIT 5"},
        {"When in the day?",
         "SELECT substr(reported_at, 12, 2) hour, count(*) n FROM reports GROUP BY hour"},
        {"How many in each window of six hours?",
         "SELECT at, count(*) n FROM ticks('1h') JOIN reports('6h', at) GROUP BY at"},
        {"In which kinds of places within two kilometres?",
         "SELECT premise, count(*) n FROM reports WHERE distance_km(lat, lon, 34.02, -118.28) < 2 "
         "GROUP BY premise ORDER BY n DESC LIMIT 5"},
    };
    buffer_printf(out, ".SH QUERIES\nFor\n.B sql\nand the SQL tab:\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add_man_entry(out, rows[i].asks, rows[i].query);
}

void help_man(struct buffer *out)
{
    buffer_printf(out, ".TH BLOTTER 1\n.SH NAME\nblotter \\- ");
    add_roff(out, help_about);
    buffer_printf(out, "\n.SH SYNOPSIS\n.B blotter\n[COMMAND] [OPTIONS] [FILE...]\n.SH COMMANDS\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        add_man_entry(out, command_rows[i].name, command_rows[i].help);
    buffer_printf(out, ".SH OPTIONS\n");
    for (size_t i = 0; i < settings_table.count; i++)
        add_man_option(out, &settings_table.rows[i]);
    add_man_keys(out);
    add_man_queries(out);
    add_man_files(out);
    add_man_profiles(out);
    add_man_environment(out);
    buffer_printf(out, ".SH EXIT STATUS\n");
    for (size_t i = 0; help_exit_status(i) != NULL; i++)
        buffer_printf(out, "%s%s\n", i > 0 ? ".br\n" : "", help_exit_status(i));
}
