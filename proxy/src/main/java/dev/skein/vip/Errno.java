package dev.skein.vip;

/** Names of the errors that the kernel gives for what is asked of it here. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int EADDRNOTAVAIL = 99;
    static final int ENOBUFS = 105;
    static final int ESTALE = 116;

    private Errno() {}

    /** {@code ENODEV}, or {@code errno 133} for one that is not in the table; positive numbers. */
    static String name(int number) {
        return switch (number) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case EINTR -> "EINTR";
            case 9 -> "EBADF";
            case EAGAIN -> "EAGAIN";
            case 12 -> "ENOMEM";
            case 13 -> "EACCES";
            case 16 -> "EBUSY";
            case EEXIST -> "EEXIST";
            case ENODEV -> "ENODEV";
            case 22 -> "EINVAL";
            case 24 -> "EMFILE";
            case 34 -> "ERANGE";
            case 90 -> "EMSGSIZE";
            case 93 -> "EPROTONOSUPPORT";
            case 95 -> "EOPNOTSUPP";
            case 97 -> "EAFNOSUPPORT";
            case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
            case 100 -> "ENETDOWN";
            case 101 -> "ENETUNREACH";
            case ENOBUFS -> "ENOBUFS";
            case ESTALE -> "ESTALE";
            default -> "errno " + number;
        };
    }

    /** What such an error means for whoever runs this; empty where the name says it all. */
    static String rule(int number) {
        return switch (number) {
            case EPERM, 13 -> "expected: the capabilities CAP_NET_ADMIN and CAP_NET_RAW";
            case ENODEV -> "expected: an interface of this machine";
            case 93, 97 -> "expected: a kernel that was built with this kind of socket";
            case 95 ->
                "expected: a kernel with nf_tables, chains of the netdev family for ingress and egress (5.16), and"
                        + " INET_DIAG_DESTROY";
            case 100 -> "expected: an interface that is up";
            default -> "";
        };
    }
}
