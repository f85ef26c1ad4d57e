/*
 * Extract cage: a process gives up what it does not need, for good, before it looks at the
 * first byte of a file. Four walls, each of which holds without the others: limits on
 * resources, namespaces of its own (where the system lets us), no paths (Landlock), and only
 * the system calls of somebody who computes. What is not allowed does not exist (ENOSYS): a
 * library that tries something newer falls back, instead of dying.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"
#include "extract/parts.h"

#define MEMORY_MAX ((rlim_t)768 << 20)
#define FILES_OPEN_MAX 32
#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* ---- resources ---- */

static bool limit(int resource, rlim_t most)
{
	const struct rlimit both = {most, most};

	return setrlimit(resource, &both) == 0;
}

/* A sanitizer's shadow takes terabytes of addresses: such a build has no limit on them. */
static bool limits(void)
{
	return limit(RLIMIT_CPU, EXTRACT_SECONDS_MAX) && limit(RLIMIT_FSIZE, 0) &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, FILES_OPEN_MAX) &&
	       (SANITIZED || limit(RLIMIT_AS, MEMORY_MAX));
}

/* ---- paths ---- */

static bool ruleset_allow(int ruleset, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = access};
	bool done;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT; /* not every system has it */
	done = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule,
		       0) == 0;
	close(rule.parent_fd);
	return done;
}

/* Programs, libraries and fonts of the system; nothing of ours, no device, nothing in /proc. */
static bool ruleset_allow_system(int ruleset)
{
	const uint64_t file = LANDLOCK_ACCESS_FS_READ_FILE;
	const uint64_t tree = file | LANDLOCK_ACCESS_FS_READ_DIR;
	const uint64_t run = LANDLOCK_ACCESS_FS_EXECUTE;

	return ruleset_allow(ruleset, "/usr/lib", tree | run) &&
	       ruleset_allow(ruleset, "/usr/lib64", tree | run) &&
	       ruleset_allow(ruleset, "/lib", tree | run) &&
	       ruleset_allow(ruleset, "/lib64", tree | run) &&
	       ruleset_allow(ruleset, "/usr/share/poppler", tree) &&
	       ruleset_allow(ruleset, "/usr/share/fonts", tree) &&
	       ruleset_allow(ruleset, "/usr/share/fontconfig", tree) &&
	       ruleset_allow(ruleset, "/etc/fonts", tree) &&
	       ruleset_allow(ruleset, "/var/cache/fontconfig", tree) &&
	       ruleset_allow(ruleset, "/etc/ld.so.cache", file) &&
	       ruleset_allow(ruleset, EXTRACT_PDFTOTEXT, file | run) &&
	       ruleset_allow(ruleset, EXTRACT_PDFTOPPM, file | run);
}

int extract_cage_landlock(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
			   LANDLOCK_CREATE_RULESET_VERSION);

	return abi > 0 ? (int)abi : 0;
}

/* Every access that this kernel knows to forbid. False: the kernel has no Landlock. */
static bool no_paths(bool but_system)
{
	int abi = extract_cage_landlock();
	struct landlock_ruleset_attr all = {
		.handled_access_fs = (UINT64_C(1) << 13) - 1,
	};
	bool done;
	int ruleset;

	if (abi < 1)
		return false;
	if (abi >= 2)
		all.handled_access_fs |= UINT64_C(1) << 13; /* linking elsewhere */
	if (abi >= 3)
		all.handled_access_fs |= UINT64_C(1) << 14; /* truncating */
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &all,
			       sizeof(all.handled_access_fs), 0);
	if (ruleset < 0)
		return false;
	done = (!but_system || ruleset_allow_system(ruleset)) &&
	       syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return done;
}

/* ---- system calls ---- */

/* clang-format off */
static const int computing[] = {
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(close),
	SCMP_SYS(fstat), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
	SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
	SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(getrlimit),
	SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall),
};
/* What a program needs to begin, with files it only reads. */
static const int becoming[] = {
	SCMP_SYS(execve), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat),
	SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(pread64), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(fcntl), SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address),
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(prlimit64), SCMP_SYS(sysinfo), SCMP_SYS(uname),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
};
/* clang-format on */

static bool allow(scmp_filter_ctx filter, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) < 0)
			return false;
	}
	return true;
}

static bool allow_becoming(scmp_filter_ctx filter)
{
	return allow(filter, becoming, ARRAY_LEN(becoming)) &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
				SCMP_A1(SCMP_CMP_MASKED_EQ, WRITING, 0)) >= 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, WRITING, 0)) >= 0;
}

static bool only_calls(bool to_become)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	bool done;

	if (!filter)
		return false;
	done = allow(filter, computing, ARRAY_LEN(computing)) &&
	       (!to_become || allow_becoming(filter)) && seccomp_load(filter) >= 0;
	seccomp_release(filter);
	return done;
}

/*
 * Namespaces are a bonus: under systemd's RestrictNamespaces there are none. Paths are
 * indispensable where files may be opened, a bonus where the calls for it are gone anyway.
 */
bool extract_cage_enter(enum extract_cage cage)
{
	bool pdf = cage == CAGE_PDF;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	(void)!unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS);
	return (no_paths(pdf) || !pdf) && limits() && only_calls(pdf);
}
