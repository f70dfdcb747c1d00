/* Makes an adapter of the kernel (hci_vhci) out of a controller that stands at the other end of a TCP connection, which
 * carries H4 packets (Bluetooth Core 5.4, Vol 4, Part A, 2). The kernel takes one packet with each write. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned char in[65536], out[65536];

static size_t whole(const unsigned char *p, size_t n) { /* the length of the packet that begins here, 0 if unknown */
    if (n < 5) return n >= 3 && p[0] == 4 ? 3u + p[2] : 0;
    switch (p[0]) {
    case 2: case 5: return 5u + p[3] + 256u * (p[4] & (p[0] == 5 ? 0x3f : 0xff));
    case 3: return 4u + p[3];
    case 4: return 3u + p[2];
    default: exit(4);
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2]))};
    inet_pton(AF_INET, argv[1], &to.sin_addr);
    int line = socket(AF_INET, SOCK_STREAM, 0), vhci = open("/dev/vhci", O_RDWR);
    if (vhci < 0 || connect(line, (struct sockaddr *)&to, sizeof to)) return 2;
    if (write(vhci, "\xff\x00", 2) != 2) return 3;
    size_t held = 0;
    struct pollfd both[2] = {{.fd = vhci, .events = POLLIN}, {.fd = line, .events = POLLIN}};
    while (poll(both, 2, -1) > 0) {
        if (both[0].revents) {
            ssize_t n = read(vhci, out, sizeof out);
            if (n <= 0) return 5;
            if (out[0] != 0xff && write(line, out, (size_t)n) != n) return 6;
        }
        if (both[1].revents) {
            ssize_t n = read(line, in + held, sizeof in - held);
            if (n <= 0) return 0;
            held += (size_t)n;
            for (size_t one; (one = whole(in, held)) && one <= held; held -= one) {
                if (write(vhci, in, one) != (ssize_t)one) return 7;
                for (size_t i = one; i < held; i++) in[i - one] = in[i];
            }
        }
    }
    return 8;
}
