/*
 * The least that forwarding can cost: receives one UDP datagram and sends a copy of it to everyone who has asked for them. No
 * encryption, no RTP, no other system call than recvfrom and sendto.
 *
 * A datagram of one byte, '+', adds its sender to the receivers; any longer one goes to all of them. Prints the port of 127.0.0.1
 * at which it listens, and ends when standard input does.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_RECEIVERS 4096
#define MAX_DATAGRAM 2048

static struct sockaddr_in receivers[MAX_RECEIVERS];
static int count = 0;

static void forward(int sock, const char *datagram, ssize_t length)
{
    for (int i = 0; i < count; i++)
        sendto(sock, datagram, length, 0, (struct sockaddr *)&receivers[i], sizeof receivers[i]);
}

static void serve(int sock)
{
    char datagram[MAX_DATAGRAM];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom(sock, datagram, sizeof datagram, 0, (struct sockaddr *)&from, &size);

    if (length > 1)
        forward(sock, datagram, length);
    else if (length == 1 && datagram[0] == '+' && count < MAX_RECEIVERS)
        receivers[count++] = from;
}

int main(void)
{
    int sock = socket(AF_INET, SOCK_DGRAM, 0);
    int buffer = 4000000; /* as the media ports have */
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;

    setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    setsockopt(sock, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    if (sock < 0 || bind(sock, (struct sockaddr *)&address, size) < 0)
        return 1;
    getsockname(sock, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    struct pollfd watched[] = {{.fd = sock, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    while (poll(watched, 2, -1) > 0) {
        if (watched[1].revents)
            return 0;
        if (watched[0].revents)
            serve(sock);
    }
    return 0;
}
