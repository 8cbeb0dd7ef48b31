/* Frames: how much processor time drawing one and writing it to the terminal take, and how many
 * bytes it is, for every tab and two sizes, as the clock goes on by a frame's time at 3 h/s. Writes
 * to a terminal of its own that throws everything away. No arguments. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "blotter/ui/format.h"
#include "ui/stage.h"
#include "ui/terminal.h"

enum { FRAMES = 400, WARM_UP_HOURS = 200 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_frame: %s\n", what);
    exit(1);
}

/* --- the terminal --------------------------------------------------------------------------- */

static void *throw_away(void *user)
{
    char chunk[65536];
    int fd = *(int *)user;
    while (read(fd, chunk, sizeof chunk) > 0)
        continue;
    return NULL;
}

static int open_terminal(int *ret_slave)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        die("no pseudo-terminal");
    *ret_slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    if (*ret_slave < 0 || dup2(*ret_slave, STDIN_FILENO) < 0 || dup2(*ret_slave, STDOUT_FILENO) < 0)
        die("no pseudo-terminal");
    return master;
}

static void set_size(int slave, unsigned short cols, unsigned short rows)
{
    ioctl(slave, TIOCSWINSZ, &(struct winsize){.ws_col = cols, .ws_row = rows});
}

/* How many bytes this process has written so far, as the kernel counts them. */
static double bytes_written(void)
{
    unsigned long long bytes = 0;
    FILE *io = fopen("/proc/self/io", "re");
    if (io == NULL || fscanf(io, "rchar: %*u wchar: %llu", &bytes) != 1)
        die("no /proc/self/io");
    fclose(io);
    return (double)bytes;
}

/* --- measuring ------------------------------------------------------------------------------ */

/* This thread's own time: what else the machine does does not count. */
static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double frame_ms(struct stage *st, struct terminal *t)
{
    int cols;
    int rows;
    double begun = cpu_ms();
    terminal_size(t, &cols, &rows);
    if (cols != st->canvas.cols || rows != st->canvas.rows)
        canvas_resize(&st->canvas, cols, rows);
    scene_draw(&st->scene, &st->canvas);
    terminal_show(t, &st->canvas);
    return cpu_ms() - begun;
}

static void measure_tab(FILE *out, struct stage *st, struct terminal *t)
{
    double ms[FRAMES];
    double bytes[FRAMES];
    char name[FORMAT_SIZE];
    frame_ms(st, t);
    for (size_t i = 0; i < FRAMES; i++) {
        stage_steps(st, 1);
        double before = bytes_written();
        ms[i] = frame_ms(st, t);
        bytes[i] = bytes_written() - before;
    }
    double half_ms = bench_median(ms, FRAMES);
    double half_bytes = bench_median(bytes, FRAMES);
    fprintf(out,
            "frame of %s at %dx%d: median %.2f ms, p99 %.2f ms (<= 2 and 5 ms at 200x60); median "
            "%.0f bytes, p99 %.0f (<= 3 kB at 120x40)\n",
            tab_name(&st->scene, st->scene.tab, name), st->canvas.cols, st->canvas.rows, half_ms,
            ms[FRAMES * 99 / 100], half_bytes, bytes[FRAMES * 99 / 100]);
}

static void measure(FILE *out, int slave, unsigned short cols, unsigned short rows)
{
    struct stage st;
    struct error err;
    set_size(slave, cols, rows);
    struct terminal *t = terminal_open(THEME_DEFAULT, &err);
    if (t == NULL)
        die(err.text);
    stage_set(&st, "1h,6h,12h", true);
    stage_play(&st, WARM_UP_HOURS);
    for (st.scene.tab = 0; st.scene.tab < tabs_count(&st.scene); st.scene.tab++)
        measure_tab(out, &st, t);
    stage_clear(&st);
    terminal_close(t);
}

int main(void)
{
    FILE *out = fdopen(dup(STDOUT_FILENO), "w");
    int slave;
    int master = open_terminal(&slave);
    pthread_t reader;
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("NO_COLOR");
    if (out == NULL || pthread_create(&reader, NULL, throw_away, &master) != 0)
        die("no reader");
    measure(out, slave, 200, 60);
    measure(out, slave, 120, 40);
    fclose(out);
    return 0;
}
