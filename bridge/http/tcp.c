/* Tcp: asks the kernel. Apart from the rest, as linux/tcp.h and glibc's header exclude each other
 * and only the former has tcpi_bytes_received. */
#include "http/tcp.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* tcpi_state as the kernel counts, where the other side may still send. */
enum { ESTABLISHED = 1, FIN_WAIT1 = 4, FIN_WAIT2 = 5 };

static bool info_read(struct tcp_info *out, int fd)
{
	socklen_t len = sizeof(*out);

	memset(out, 0, sizeof(*out));
	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, out, &len) == 0;
}

bool tcp_ended(int fd)
{
	struct tcp_info info;

	return info_read(&info, fd) && info.tcpi_state != ESTABLISHED &&
	       info.tcpi_state != FIN_WAIT1 && info.tcpi_state != FIN_WAIT2;
}

bool tcp_noisy(int fd)
{
	char byte;
	ssize_t got = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}
