/* Preloaded into a whole city by tests/simulation/test_clock_shifted.py: the wall clock of every process is ahead of the
   machine's by as many seconds as stand in the file CLOCK_SHIFT (a 64-bit number), which may change at any moment. Clocks
   that count from the machine's start are left alone. Programs started with another environment get both variables. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *shift;
static char library[4200], file[4200];

__attribute__((constructor)) static void begin(void) {
    const char *preload = getenv("LD_PRELOAD"), *name = getenv("CLOCK_SHIFT");
    if (!preload || !name) return;
    snprintf(library, sizeof library, "LD_PRELOAD=%s", preload);
    snprintf(file, sizeof file, "CLOCK_SHIFT=%s", name);
    int handle = open(name, O_RDONLY | O_CLOEXEC);
    if (handle < 0) return;
    void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, handle, 0);
    if (page != MAP_FAILED) shift = page;
    close(handle);
}

static int64_t seconds(void) { return shift ? *shift : 0; }

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = (int)syscall(SYS_clock_gettime, which, now);
    if (done == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += seconds();
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *into) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (into) *into = exact.tv_sec;
    return exact.tv_sec;
}

int execve(const char *path, char *const argv[], char *const environment[]) {
    size_t count = 0;
    while (environment && environment[count]) count++;
    char **whole = calloc(count + 3, sizeof *whole);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (strncmp(environment[i], "LD_PRELOAD=", 11) && strncmp(environment[i], "CLOCK_SHIFT=", 12))
            whole[kept++] = environment[i];
    if (shift) {
        whole[kept++] = library;
        whole[kept++] = file;
    }
    return (int)syscall(SYS_execve, path, argv, whole);
}

extern char **environ;
int execv(const char *path, char *const argv[]) { return execve(path, argv, environ); }
